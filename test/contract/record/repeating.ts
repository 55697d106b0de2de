import { beforeEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/values/digest.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { aRun, artifact, counts, day, entry, failure as error } from './made.ts';

const source = 'export const one = 1;';
const file = { path: 'a.ts', digest: digestOf(source), identity: digestOf(source), source };
const manifest = { digest: 'sha256:all', entry: 'a.ts', files: [file], packages: {} };

export function repeating(database: Database): void {
  describe('repeating runs', () => {
    const open = opener();
    let record: LineageRecord;
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.keepCode([manifest]);
      await record.startRun(aRun('run-1', { code: manifest.digest }));
    });

    test('a run records its code and the run that it repeats; a repeating run cannot be resumed', async () => {
      const end = { status: 'failed', endedAt: day, error: null } as const;
      await record.endRun('run-1', { ...end, counts });
      await record.startRun(aRun('run-2', { repeats: 'run-1', startedAt: day + 1, arguments: '{}' }));
      await record.endRun('run-2', { ...end, counts });
      expect(await record.resumable('run-1')).toMatchObject({ code: 'sha256:all', repeats: null });
      expect(await record.resumable('run-2')).toMatchObject({ code: null, repeats: 'run-1' });
      expect((await record.runs()).map(({ repeats }) => repeats)).toEqual(['run-1', null]);
      expect(await record.resumable()).toMatchObject({ id: 'run-1' });
    });

    test('source texts are found by their digests', async () => {
      const found = await record.codes([file.digest, 'sha256:never']);
      expect([...found]).toEqual([[file.digest, source]]);
      expect(await record.codes([])).toEqual(new Map());
      const many = Array.from({ length: 1200 }, (_, i) => `sha256:${i}`);
      expect([...(await record.codes([...many, 'sha256:all'])).keys()]).toEqual(['sha256:all']);
    });

    test('reports the last attempt of each node, and the output of the component run that made it', async () => {
      const output = artifact('load', { id: 'art-load', name: 'output', digest: 'sha256:out' });
      const stored = artifact('load', { id: 'art-load-1', name: 'output', digest: 'sha256:stored' });
      await record.commit(entry('load', [], { artifacts: [output, stored], code: manifest.digest }));
      await record.commit(entry('failed-1', [], { node: 'Flaky', status: 'failed', artifacts: [], error }));
      await record.commit(
        entry('failed-2', [], {
          node: 'Flaky',
          status: 'failed',
          artifacts: [],
          error,
          attempt: 2,
          endedAt: day + 9e6,
        }),
      );
      await record.startRun(aRun('run-2'));
      const found = { run: 'run-2', node: 'Train(load)', status: 'cached', artifacts: [] } as const;
      await record.commit(entry('again', [], { ...found, cachedFrom: 'cr-load' }));

      const { inline, blocks: _, ...made } = output;
      expect(Buffer.from((await record.inlineOf('art-load'))!).equals(inline!)).toBe(true);
      expect(await record.inlineOf('art-never')).toBeNull();
      const first = new Map((await record.resultsOf('run-1')).map((result) => [result.node, result]));
      expect(first.get('Train(load)')).toEqual(
        expect.objectContaining({ componentRun: 'cr-load', status: 'ran', output: made, error: null }),
      );
      expect(first.get('Flaky')).toMatchObject({ componentRun: 'cr-failed-2', status: 'failed', output: null, error });
      expect(await record.resultsOf('run-2')).toMatchObject([{ node: 'Train(load)', status: 'cached', output: made }]);
      expect(await record.resultsOf('run-9')).toEqual([]);
      expect(await record.codesOf('run-1')).toEqual(['sha256:all']);
      expect(await record.codesOf('run-2')).toEqual([]);
    });
  });
}
