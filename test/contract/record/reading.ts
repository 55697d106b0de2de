import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import type { IdKind } from '../../../src/lineage/query-results.ts';
import type { LineageRecord } from '../../../src/lineage/record.ts';
import { encode } from '../../../src/values/encode.ts';
import { opener, type Database } from './harness.ts';
import { aRun, artifact, counts, day, entry, handedOut, thisProcess } from './made.ts';

const found = (kind: IdKind, id: string) => ({ found: true, kind, id });

export function reading(database: Database): void {
  describe('reading the record', () => {
    const open = opener();
    let record: LineageRecord;
    beforeEach(async () => {
      record = await open(await database.fresh());
      await record.startRun(aRun('run-1'));
    });

    test('lists runs newest first, with their target and outcome', async () => {
      await record.startRun(aRun('run-2', { startedAt: day + 5, command: null }));
      const tolerated = [
        {
          by: 'Train.scores',
          task: 'Validate',
          of: 4,
          failed: 1,
          nodes: [{ node: 'Validate(fold=3)', error: 'no \u0000 rows' }],
        },
      ];
      await record.endRun('run-1', { status: 'failed', endedAt: day + 9, counts, error: 'Train failed', tolerated });
      const runs = await record.runs();
      expect(runs.map(({ id, status }) => [id, status])).toEqual([
        ['run-2', 'running'],
        ['run-1', 'failed'],
      ]);
      expect(runs[1]).toEqual({
        id: 'run-1',
        target: 'Train',
        params: { day: '2026-11-01T00:00:00.000Z' },
        profile: 'local',
        status: 'failed',
        startedAt: day,
        endedAt: day + 9,
        counts,
        command: 'run-workflow workflow.ts Train --day 2026-11-01',
        error: 'Train failed',
        tolerated,
        repeats: null,
        process: thisProcess,
      });
      expect(runs[0]!.tolerated).toEqual([]);
      expect(await record.runs({ limit: 1 })).toHaveLength(1);
      expect(await record.runs({ limit: 5, offset: 1 })).toMatchObject([{ id: 'run-1' }]);
    });

    test('lists artifacts newest first: all, those of a run with cached ones, of a task, and of one component run', async () => {
      await record.startRun(aRun('run-2', { startedAt: day + 5 }));
      const weights = { ...artifact('b-1'), name: 'weights.bin' };
      await record.commit(entry('a', [], { component: 'Load', node: null, endedAt: day + 1 }));
      await record.commit(entry('b', ['a'], { artifacts: [artifact('b'), weights], endedAt: day + 2 }));
      const again = { status: 'cached', cachedFrom: 'cr-b', run: 'run-2', artifacts: [], endedAt: day + 3 } as const;
      await record.commit(entry('c', ['a'], again));
      await record.markDamaged('art-b-1');
      const ids = async (...args: Parameters<LineageRecord['artifacts']>): Promise<string[]> =>
        (await record.artifacts(...args)).map(({ id }) => id);
      const all = { limit: 10 };
      expect(await ids({}, all)).toEqual(['art-b-1', 'art-b', 'art-a']);
      expect(await ids({}, { limit: 1, offset: 1 })).toEqual(['art-b']);
      expect(await ids({ run: 'run-2' }, all)).toEqual(['art-b', 'art-b-1']);
      expect(await ids({ run: 'run-1' }, all)).toEqual(['art-b', 'art-b-1', 'art-a']);
      expect(await ids({ component: 'Train' }, all)).toEqual(['art-b', 'art-b-1']);
      expect(await ids({ component: 'Train', name: 'weights.bin' }, all)).toEqual(['art-b-1']);
      expect(await ids({ run: 'run-2', component: 'Load' }, all)).toEqual([]);
      expect(await ids({ componentRun: 'cr-c' }, all)).toEqual(['art-b', 'art-b-1']);
      const kept = { layer: 'local', key: 'p/big', inline: null, size: 10_000_000_000 };
      await record.commit(entry('d', [], { artifacts: [artifact('d', kept)] }));
      // Handed on: kept once.
      await record.commit(entry('e', ['d'], { component: 'Load', artifacts: [artifact('e', kept)] }));
      const { size } = artifact('a');
      expect(await record.usedSpace()).toEqual([
        { component: 'Train', layer: 'local', age: 0, artifacts: 1, folders: 0, size: 10_000_000_000 },
        { component: 'Train', layer: 'record', age: 0, artifacts: 2, folders: 0, size: size + weights.size },
        { component: 'Load', layer: 'record', age: 0, artifacts: 1, folders: 0, size },
      ]);
      // Since the second moment, since the first, and before.
      const aged = (await record.usedSpace([day + 2, day + 1])).filter(({ layer }) => layer === 'record');
      expect(aged.map(({ component, age, artifacts }) => `${component} ${age} ${artifacts}`)).toEqual([
        'Train 0 2',
        'Load 1 1',
      ]);
      expect((await record.usedSpace([day + 9, day + 5])).map(({ age }) => age)).toContain(2);
      // Of an identity, by its beginning, and of a key.
      expect(await ids({ identity: 'sha256:b' }, all)).toEqual(['art-b', 'art-b-1']);
      expect(await ids({ identity: 'sha256:b', name: ['weights.bin', 'weights'] }, all)).toEqual(['art-b-1']);
      expect(await ids({ identity: 'sha256:c' }, all)).toEqual([]);
      expect(await ids({ key: 'p/big' }, all)).toEqual(['art-e', 'art-d']);
      expect(await record.pointedAt(['p/big', 'p/none'])).toEqual(new Set(['p/big']));
      expect(await record.artifacts({ artifact: 'art-b-1' }, all)).toEqual([
        {
          id: 'art-b-1',
          name: 'weights.bin',
          codec: 'json',
          digest: weights.digest,
          size: weights.size,
          layer: 'record',
          key: null,
          damaged: true,
          madeBy: 'cr-b',
          component: 'Train',
          node: 'Train(b)',
          run: 'run-1',
          endedAt: day + 2,
          identity: 'sha256:b',
          family: 'classifier',
        },
      ]);
    });

    test('reports a run whose process is gone as died, but not one of another host', async () => {
      const { pid } = spawnSync(process.execPath, ['--version']);
      await record.startRun(aRun('run-2', { process: { ...thisProcess, id: 'proc-2', pid } }));
      await record.startRun(aRun('run-3', { process: { ...thisProcess, id: 'proc-3', pid, host: 'elsewhere' } }));
      expect((await record.run('run-1')).status).toBe('running');
      expect((await record.run('run-2')).status).toBe('died');
      expect((await record.run('run-3')).status).toBe('running');
      await record.endRun('run-2', { status: 'cancelled', endedAt: day, counts, error: null });
      expect((await record.run('run-2')).status).toBe('cancelled');
    });

    test('lists the nodes of a run in the order in which they were recorded, with each attempt', async () => {
      await record.commit(entry('z', [], { status: 'failed', attempt: 1, endedAt: day + 1, artifacts: [] }));
      await record.commit(entry('y', [], { attempt: 2, endedAt: day + 2 }));
      await record.commit(entry('x', ['y'], { endedAt: day + 3 }));
      const { nodes } = await record.run('run-1');
      expect(nodes.map(({ componentRun, attempt }) => [componentRun, attempt])).toEqual([
        ['cr-z', 1],
        ['cr-y', 2],
        ['cr-x', 1],
      ]);
    });

    test('shows the component run that serves a cached one', async () => {
      await record.commit(entry('load'));
      await record.commit(entry('train', ['load'], { metrics: { auc: 0.9 }, ...handedOut('one') }));
      const cached = { status: 'cached', cachedFrom: 'cr-train', artifacts: [] } as const;
      await record.commit(entry('again', ['load'], { ...cached, ...handedOut('two') }));
      expect(await record.componentRun('cr-again')).toMatchObject({
        status: 'cached',
        cachedFrom: 'cr-train',
        owner: '@ana',
        doc: 'fits',
        process: thisProcess,
        metrics: { auc: 0.9 },
        inputs: [{ name: 'from', artifact: 'art-load', from: 'cr-load' }],
        artifacts: [{ id: 'art-train', damaged: false }],
        outputIds: [{ id: 'two' }, { id: 'one' }],
      });
    });

    test('lists the output ids of a run, with those of cached component runs', async () => {
      await record.commit(entry('a', [], { endedAt: day + 1, ...handedOut('first') }));
      await record.startRun(aRun('run-2'));
      const again = { run: 'run-2', status: 'cached', cachedFrom: 'cr-a', artifacts: [] } as const;
      await record.commit(entry('a2', [], again));
      await record.commit(entry('b', [], { run: 'run-2', endedAt: day + 2, ...handedOut('second') }));
      expect(await record.outputIds('run-2')).toEqual([
        { id: 'second', label: 'label of second', componentRun: 'cr-b' },
        { id: 'first', label: 'label of first', componentRun: 'cr-a' },
      ]);
      expect((await record.outputIds('run-1')).map(({ id }) => id)).toEqual(['first']);
      expect(await record.outputIds('run-2', { limit: 1 })).toHaveLength(1);
    });

    test('lists components with their number of runs and their last outcome', async () => {
      await record.commit(entry('a', [], { endedAt: day + 1 }));
      await record.commit(entry('b', [], { endedAt: day + 2, status: 'failed', artifacts: [] }));
      const unsaid = { fields: {}, freshFor: null };
      expect(await record.components()).toEqual([
        { ...aRun('').components[0], ...unsaid, tags: [], dependsOn: [], runs: 0, lastStatus: null, lastAt: null },
        {
          ...aRun('').components[1],
          ...unsaid,
          tags: [],
          dependsOn: ['Load'],
          runs: 2,
          lastStatus: 'failed',
          lastAt: day + 2,
        },
      ]);
    });

    test('resolves ids by a unique prefix, with or without the prefix of their kind', async () => {
      await record.commit(entry('7f3k', [], handedOut('out-7f3k2', 'out-7f9zz')));
      expect(await record.resolve('out-7f3k2')).toEqual(found('output id', 'out-7f3k2'));
      expect(await record.resolve('out-7f3')).toEqual(found('output id', 'out-7f3k2'));
      expect(await record.resolve('7f9')).toEqual(found('output id', 'out-7f9zz'));
      expect(await record.resolve('cr-7')).toEqual(found('component run', 'cr-7f3k'));
      expect(await record.resolve('run-')).toEqual(found('run', 'run-1'));
      expect(await record.resolve('art-7f3k')).toEqual(found('artifact', 'art-7f3k'));
      expect(await record.resolve('out-7f')).toEqual({
        found: false,
        ambiguous: true,
        candidates: ['out-7f3k2', 'out-7f9zz'],
      });
    });

    test('prefers the wanted kind when ids of several kinds share a prefix', async () => {
      await record.startRun(aRun('run-7f3k'));
      await record.commit(entry('7f3k', [], { run: 'run-7f3k', ...handedOut('out-7f3k2') }));
      expect(await record.resolve('7f3')).toEqual(found('output id', 'out-7f3k2'));
      expect(await record.resolve('7f3', ['run'])).toEqual(found('run', 'run-7f3k'));
      expect(await record.resolve('7f3', ['artifact', 'component run'])).toEqual(found('component run', 'cr-7f3k'));
      // What is typed in full, or with its prefix, is what it is.
      expect(await record.resolve('cr-7f3', ['run'])).toEqual(found('component run', 'cr-7f3k'));
      expect(await record.resolve('out-7f3k2', ['run'])).toEqual(found('output id', 'out-7f3k2'));
    });

    test('suggests the most similar ids for an unknown one, or else the newest', async () => {
      expect(await record.resolve('anything')).toEqual({ found: false, ambiguous: false, candidates: [] });
      await record.commit(entry('a', [], { endedAt: day, ...handedOut('risk-machine-11') }));
      await record.commit(entry('b', [], { endedAt: day + 1, ...handedOut('report') }));
      const similar = await record.resolve('risk-machin-12');
      expect(similar).toEqual({ found: false, ambiguous: false, candidates: ['risk-machine-11'] });
      expect(await record.resolve('zzzzzzzzzzzz')).toEqual({
        found: false,
        ambiguous: false,
        candidates: ['report', 'risk-machine-11'],
      });
      await expect(record.run('run-9')).rejects.toMatchObject({ code: 'UNKNOWN_ID', next: 'Perhaps one of: run-1' });
      await expect(record.componentRun('cr-c')).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
    });

    test('suggests the id for a typo also among more ids than a list shows', async () => {
      const ids = Array.from({ length: 1200 }, (_, i) => ({
        id: `out-${String(i).padStart(6, '0')}abcdef`,
        label: null,
      }));
      await record.commit(entry('a', [], { endedAt: day, outputIds: ids.slice(0, 600) }));
      await record.commit(entry('b', [], { endedAt: day + 1, outputIds: ids.slice(600) }));
      const resolved = await record.resolve('out-000123abcdex');
      expect(resolved).toMatchObject({ found: false, ambiguous: false });
      expect(!resolved.found && resolved.candidates[0]).toBe('out-000123abcdef');
    });

    test.each(["o'brien; drop table artifact", '100%_\\', 'ärger 🧵 \u{10fffe}', 'a\0b', '\ud83e', ' ', '{"$":1}'])(
      'accepts any text as an output id: %j',
      async (id) => {
        const odd = { params: encode({ [id]: id }), reason: id, node: id, metrics: { [id]: 1 }, ...handedOut(id) };
        await record.commit(entry('a', [], odd));
        await record.commit(entry('b', [], handedOut('plain')));
        expect((await record.trace(id)).frames[0]).toMatchObject({ componentRun: 'cr-a', params: { [id]: id } });
        expect(await record.resolve(id)).toMatchObject({ found: true, kind: 'output id' });
        expect(await record.resolve(id.slice(0, -1))).not.toMatchObject({ id: 'plain' });
      },
    );
  });
}
