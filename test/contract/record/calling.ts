import { beforeEach, describe, expect, test } from 'vitest';
import { openCallRecorder } from '../../../src/lineage/calls/open-call-recorder.ts';
import type { CallEntry, CallVersion } from '../../../src/lineage/calls/entry.ts';
import type { CallRecorder } from '../../../src/lineage/calls/recorder.ts';
import type { ImpactStart } from '../../../src/lineage/impact.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { all, opener, type Database } from './harness.ts';
import { aRun, day, entry, failure, thisProcess } from './made.ts';

/** One execution of registered code. */
export function call(name: string, changes: Partial<CallEntry> = {}): CallEntry {
  return {
    id: `cr-${name}`,
    component: 'serve',
    run: null,
    caller: null,
    code: null,
    place: 'serve.ts:7',
    params: '{}',
    status: 'ran',
    startedAt: day,
    endedAt: day + 5,
    error: null,
    metrics: {},
    inputs: [],
    outputs: [],
    outputIds: [],
    ...changes,
  };
}

export const file = (key: string, digest: string, changes: Partial<CallVersion> = {}): CallVersion => ({
  name: key,
  layer: 'path',
  key,
  codec: 'file',
  digest: `sha256:${digest}`,
  size: 3,
  ...changes,
});

export function calling(database: Database): void {
  describe('calls of registered code', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    let calls: CallRecorder;
    const recorderOf = async (id: string): Promise<CallRecorder> => {
      const recorder = await openCallRecorder(settings, { ...thisProcess, id });
      closing.push(recorder);
      return recorder;
    };
    const closing: CallRecorder[] = [];
    beforeEach(async () => {
      settings = await database.fresh();
      record = await open(settings);
      calls = await recorderOf('proc-calls');
      return async () => {
        for (const recorder of closing.splice(0)) await recorder.close();
      };
    });
    const waysOf = async (id: string) => (await record.trace(id)).edges.map((edge) => edge.join(' ← '));

    test('a reader depends on the exact version that another call wrote', async () => {
      await calls.write([
        call('clean1', { outputs: [file('clean.csv', 'one')] }),
        call('train', { inputs: [file('clean.csv', 'one')], outputs: [file('model.bin', 'm')] }),
        call('clean2', { outputs: [file('clean.csv', 'two')] }),
      ]);
      const other = await recorderOf('proc-other');
      await other.write([
        call('serve', { inputs: [file('model.bin', 'm'), file('clean.csv', 'two')], outputIds: [['pred-1', 'M-7']] }),
      ]);
      expect(await waysOf('pred-1')).toEqual(['cr-serve ← cr-train', 'cr-serve ← cr-clean2', 'cr-train ← cr-clean1']);
      const { frames } = await record.trace('pred-1');
      expect(frames[0]).toMatchObject({
        component: 'serve',
        inputs: [
          { name: 'model.bin', artifact: 'art-train', from: 'cr-train', at: 'model.bin' },
          { name: 'clean.csv', artifact: 'art-clean2', from: 'cr-clean2', at: 'clean.csv' },
        ],
        code: { digest: null, place: 'serve.ts:7' },
        run: null,
      });
    });

    test('a reader depends on the latest of several calls that wrote the same bytes to one path, also beside other paths with the same bytes', async () => {
      const same = [file('out.csv', 'same')];
      await calls.write([call('a1', { outputs: same }), call('a2', { outputs: same })]);
      await calls.write([call('b', { outputs: [file('elsewhere.csv', 'same')] })]);
      const other = await recorderOf('proc-other');
      await other.write([call('r1', { inputs: same })]);
      await calls.write([call('a3', { outputs: same })]);
      await other.write([
        call('r2', { inputs: [file('out.csv', 'same', { stamp: 'later' })] }),
        call('r3', { inputs: same }),
      ]);
      expect(await waysOf('cr-r1')).toEqual(['cr-r1 ← cr-a2']);
      expect(await waysOf('cr-r2')).toEqual(['cr-r2 ← cr-a3']);
    });

    test('impact starts at data from outside and leads to the calls that used it', async () => {
      const raw = file('raw.csv', 'raw');
      await calls.write([
        call('outer', { inputs: [raw], outputs: [file('all.csv', 'all')] }),
        call('inner', { caller: 'cr-outer', outputs: [file('part.csv', 'part')] }),
        call('late', { inputs: [file('part.csv', 'part')], outputIds: [['late-1', null]] }),
        call('unrelated', { inputs: [file('raw.csv', 'other')] }),
      ]);
      const { artifact } = (await record.trace('cr-outer')).frames[0]!.inputs[0]!;
      const reached = async (start: ImpactStart) =>
        (await all(record.impact(start))).map(({ componentRun }) => componentRun).toSorted();
      expect(await reached({ kind: 'artifact', id: artifact })).toEqual(['cr-inner', 'cr-late', 'cr-outer']);
      expect(await reached({ kind: 'component run', id: 'cr-outer' })).toEqual(['cr-inner', 'cr-late', 'cr-outer']);
      // Of one artifact, what was called beside it has nothing.
      expect(await reached({ kind: 'artifact', id: 'art-outer' })).toEqual(['cr-outer']);
      const ids = await all(record.impactIds({ kind: 'artifact', id: artifact }));
      expect(ids).toMatchObject([{ id: 'late-1', componentRun: 'cr-late' }]);
    });

    test('finds the call that last wrote other bytes to the same path, and all outputs of a call', async () => {
      await calls.write([
        call('w1', { outputs: [file('a.csv', 'one'), file('b.csv', 'same')] }),
        call('w2', { outputs: [file('a.csv', 'two'), file('b.csv', 'same')] }),
        call('w3', { inputs: [file('a.csv', 'three')], outputs: [file('c.csv', 'three')] }),
      ]);
      const { frames } = await record.trace('cr-w1');
      const [a, b] = frames[0]!.outputs.map(({ artifact }) => artifact);
      const later = await record.rewritten([a!, b!, 'art-w2', 'art-none']);
      expect([...later]).toEqual([[a, { componentRun: 'cr-w2', component: 'serve', endedAt: day + 5 }]]);
      const outputs = await record.outputsOf(['cr-w1', 'cr-w2', 'cr-w3']);
      expect(outputs.get('cr-w1')!.digest).toBe('sha256:one sha256:same');
      expect(outputs.get('cr-w3')).toEqual({ artifact: 'art-w3', codec: 'file', digest: 'sha256:three' });
    });

    test('data that no call wrote is from outside: one version for all readers, and no frame', async () => {
      const raw = file('raw.csv', 'raw', { name: 'readings' });
      await calls.write([call('a', { inputs: [raw] }), call('b', { inputs: [raw] })]);
      const other = await recorderOf('proc-other');
      await other.write([call('c', { inputs: [raw, file('raw.csv', 'changed')] })]);
      const traces = await Promise.all(['cr-a', 'cr-b', 'cr-c'].map((id) => record.trace(id)));
      expect(traces.map(({ frames }) => frames.length)).toEqual([1, 1, 1]);
      const [first, ...others] = traces.map(({ frames }) => frames[0]!.inputs[0]);
      expect(first).toEqual({
        name: 'readings',
        artifact: expect.stringMatching(/^art-outside\.\w{24}$/),
        from: null,
        at: 'raw.csv',
        digest: 'sha256:raw',
      });
      expect(others).toEqual([first, first]);
      expect(traces[2]!.frames[0]!.inputs[1]!.artifact).not.toBe(first!.artifact);
      expect(await record.trace(first!.artifact)).toMatchObject({ frames: [], edges: [] });
      expect((await record.componentRun('cr-a')).inputs).toEqual([first]);
    });

    test('an input that is missing at first is linked once a later call wrote it', async () => {
      await calls.write([call('early', { inputs: [file('model.bin', 'm')] })]);
      const writer = await recorderOf('proc-writer');
      await writer.write([call('train', { outputs: [file('model.bin', 'm')] })]);
      await calls.write([call('late', { inputs: [file('model.bin', 'm')] })]);
      expect(await waysOf('cr-early')).toEqual([]);
      expect(await waysOf('cr-late')).toEqual(['cr-late ← cr-train']);
    });

    test('a call that reads and writes one path depends on the earlier version, without a cycle', async () => {
      await calls.write([call('first', { outputs: [file('state.json', '1')] })]);
      await calls.write([
        call('second', { inputs: [file('state.json', '1')], outputs: [file('state.json', '2')] }),
        call('third', { inputs: [file('state.json', '2')], outputs: [file('state.json', '2')] }),
      ]);
      expect(await waysOf('cr-third')).toEqual(['cr-third ← cr-second', 'cr-second ← cr-first']);
    });

    test('values and artifacts of tasks are inputs too', async () => {
      await record.startRun(aRun('run-1'));
      await record.commit(entry('load'));
      const value = {
        name: 'alarm',
        layer: 'value',
        key: null,
        codec: 'json',
        digest: 'sha256:v',
        size: 3,
        text: '0.5',
      };
      const load = { ...file('x', 'y'), name: 'rows', artifact: 'art-load' };
      const gone = { ...file('kept/elsewhere', 'z'), layer: 's3', artifact: 'art-nowhere' };
      await calls.write([call('a', { inputs: [value, load, gone] })]);
      const { inputs } = (await record.trace('cr-a')).frames[0]!;
      expect(inputs.map(({ from, at }) => [from, at])).toEqual([
        [null, '0.5'],
        ['cr-load', undefined],
        [null, undefined],
      ]);
      expect(await waysOf('cr-a')).toEqual(['cr-a ← cr-load']);
      const kept = await record.inlineOf(inputs[0]!.artifact);
      expect(Buffer.from(kept!).toString()).toBe('0.5');
    });

    test('a trace goes through the caller, which is recorded later or never', async () => {
      await record.startRun(aRun('run-1'));
      await record.commit(entry('load'));
      await calls.write([call('inner', { caller: 'cr-task', run: 'run-1', outputIds: [['pred', null]] })]);
      expect((await record.trace('pred')).frames).toMatchObject([{ caller: 'cr-task', run: 'run-1' }]);
      await record.commit(entry('task', ['load']));
      expect(await waysOf('pred')).toEqual(['cr-inner ← cr-task', 'cr-task ← cr-load']);
      expect(await record.componentRun('cr-inner')).toMatchObject({ caller: 'cr-task', place: 'serve.ts:7' });
      // Asked for the caller, what it called is no part of the way.
      expect(await waysOf('cr-task')).toEqual(['cr-task ← cr-load']);
    });

    test('records failed calls, and unusual output ids unchanged', async () => {
      const ids = ['', ' ', 'a b', "x'; drop table output_id; --", '🧵/ü', 'line\nbreak', '%', '\u202E'];
      const outputIds = ids.filter((id) => id !== '').map((id): [string, null] => [id, null]);
      await calls.write([call('a', { status: 'failed', error: failure, metrics: { auc: Number.NaN }, outputIds })]);
      expect(await record.componentRun('cr-a')).toMatchObject({ status: 'failed', metrics: { auc: Number.NaN } });
      for (const [id] of outputIds) expect((await record.trace(id)).frames[0]!.componentRun).toBe('cr-a');
    });

    test('a call with very many output ids is written in parts, and its outcome last', async () => {
      const ids = (from: number): [string, null][] => Array.from({ length: 500 }, (_, i) => [`id-${from + i}`, null]);
      const parts = [0, 500, 1000].map((from) => call('many', { status: 'cancelled', outputIds: ids(from) }));
      await calls.write([...parts, call('many', { endedAt: day + 70, outputIds: ids(1500) })]);
      expect(await record.componentRun('cr-many')).toMatchObject({ status: 'ran', endedAt: day + 70 });
      expect((await record.trace('id-1999')).frames[0]!.componentRun).toBe('cr-many');
      expect((await record.componentRun('cr-many')).outputIds).toHaveLength(2000);
    });

    test('a component is created or found, and its description is kept', async () => {
      expect(await calls.component('serve', {}, '@bo')).toMatchObject({ kind: 'component', doc: null, tags: [] });
      await calls.component('serve', { doc: 'risk per machine', owner: '@ana', tags: ['risk', 'online'] }, '@bo');
      const other = await recorderOf('proc-other');
      expect(await other.component('serve', { kind: 'ranker', tags: ['risk'] }, null)).toEqual({
        name: 'serve',
        kind: 'ranker',
        doc: 'risk per machine',
        owner: '@ana',
        fields: null,
        freshFor: null,
        tags: ['online', 'risk'],
      });
      await calls.write([call('a')]);
      expect(await record.components()).toMatchObject([{ name: 'serve', kind: 'ranker', runs: 1, lastStatus: 'ran' }]);
    });

    test('lists, sizes and names do not show the placeholders for data from outside', async () => {
      await calls.write([call('a', { inputs: [file('raw.csv', 'raw')], outputs: [file('out.csv', 'o')] })]);
      expect((await record.components()).map(({ name }) => name)).toEqual(['serve']);
      expect(await record.usedSpace()).toEqual([]);
      expect((await record.artifacts({}, { limit: 10 })).map(({ id }) => id)).toEqual(['art-a']);
      expect(await record.resolve('cr-zz')).toMatchObject({ found: false, candidates: ['cr-a'] });
      expect(await record.resolve('cr-')).toEqual({ found: true, kind: 'component run', id: 'cr-a' });
    });
  });
}
