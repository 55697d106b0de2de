import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecord } from '../../../src/lineage/open-record.ts';
import type { Past, LineageRecord } from '../../../src/lineage/record.ts';
import { ComponentPast } from '../../../src/scheduler/why/component-past.ts';
import { paramsOf } from '../../../src/scheduler/why/compare-nodes.ts';
import { encode } from '../../../src/values/encode.ts';
import { aRun, artifact, day, entry } from '../../contract/record/made.ts';

let record: LineageRecord;
let asked: number[];

describe('past component runs of a component', () => {
  beforeEach(async () => {
    record = await openRecord({ sqlite: ':memory:' });
    for (const run of ['run-1', 'run-2']) await record.startRun(aRun(run));
    asked = [];
  });
  afterEach(() => record.close());

  /** The record, with how many rows each page was to have. */
  function counting(): Past {
    const { everRan, inputsOf, code } = record;
    return {
      everRan,
      inputsOf,
      code,
      pastRuns(component, options) {
        asked.push(options.limit);
        return record.pastRuns(component, options);
      },
    };
  }

  const past = (run: string | null = 'run-2'): ComponentPast => new ComponentPast(counting(), 'Train', { run });

  /** Component runs one after the other, each with one parameter, `n`. */
  async function commit(from: number, to: number, changes: object = {}): Promise<void> {
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    await Promise.all(
      numbers.map((n) => {
        const params = encode({ n, size: 1 });
        const times = { startedAt: day, endedAt: day + n };
        return record.commit(entry(`${n}`, [], { node: `Train(n=${n})`, params, ...times, ...changes }));
      }),
    );
  }

  it('find a node page by page, and read nothing twice for concurrent callers', async () => {
    await commit(0, 1200);
    const train = past();
    const labels = [3, 1199, 700, 4].map((n) => `Train(n=${n})`);
    const found = await Promise.all(labels.map((label) => train.of(label)));
    expect(found.map(({ ended }) => ended!.id)).toEqual(['cr-3', 'cr-1199', 'cr-700', 'cr-4']);
    expect(asked).toEqual([500, 1000]);
    await train.of('Train(n=5)');
    expect(asked).toHaveLength(2);
  });

  it('read one page when that is enough', async () => {
    await commit(0, 1200);
    await past().of('Train(n=1100)');
    expect(asked).toEqual([500]);
  });

  it('give the newest of a node, and a later one that did not end', async () => {
    const node = 'Train(x)';
    await record.commit(entry('old', [], { node, endedAt: day + 1 }));
    await record.commit(entry('new', [], { node, endedAt: day + 2 }));
    await record.commit(entry('no', [], { node, status: 'failed', artifacts: [], endedAt: day + 3 }));
    await record.commit(entry('now', [], { node, run: 'run-2', endedAt: day + 4 }));
    const { ended, unfinished } = await past().of(node);
    expect([ended!.id, unfinished!.id]).toEqual(['cr-new', 'cr-no']);
    expect((await past(null).of(node)).ended!.id).toBe('cr-now');
  });

  it('start after a given component run', async () => {
    await commit(0, 10);
    const before = new ComponentPast(record, 'Train', { run: null, after: { id: 'cr-5', endedAt: day + 5 } });
    expect((await before.of('Train(n=5)')).ended).toBeUndefined();
    expect((await before.of('Train(n=4)')).ended!.id).toBe('cr-4');
  });

  it('give the newest of the most similar ones for a node without any', async () => {
    const train = past();
    const like = async (params: object): Promise<string | undefined> => {
      expect((await train.of('Train(nowhere)')).ended).toBeUndefined();
      return train.like(paramsOf(encode(params)))?.id;
    };
    await commit(0, 3);
    await record.commit(
      entry('big', [], { params: encode({ n: 1, size: 2 }), endedAt: day + 1, artifacts: [artifact('big')] }),
    );
    expect(await like({ n: 1, size: 9 })).toBe('cr-big');
    expect(await like({ n: 7, size: 1 })).toBe('cr-2');
    expect(await like({ n: 7, size: 9 })).toBe('cr-2');
  });
});
