import { beforeEach, describe, expect, test } from 'vitest';
import { openCallRecorder } from '../../../src/lineage/calls/open-call-recorder.ts';
import type { CheckOutcome } from '../../../src/lineage/check-rows.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { encode } from '../../../src/values/encode.ts';
import { call } from './calling.ts';
import { opener, type Database } from './harness.ts';
import { aRun, entry, thisProcess } from './made.ts';

const passed: CheckOutcome = { phase: 'before', name: 'there are rows', outcome: 'passed', message: null };
const failed: CheckOutcome = { phase: 'after', name: "it's; --", outcome: 'failed', message: 'no\u0000 scores 🧵' };

export function checking(database: Database): void {
  describe('kinds of components', () => {
    const open = opener();
    let settings: RecordSettings;
    let record: LineageRecord;
    beforeEach(async () => {
      settings = await database.fresh();
      record = await open(settings);
    });

    test('checks are returned with their component runs, in order', async () => {
      await record.startRun(aRun('run-1'));
      await record.commit(entry('a', [], { checks: [passed, failed] }));
      await record.commit(entry('plain'));
      const calls = await openCallRecorder(settings, { ...thisProcess, id: 'proc-calls' });
      // Some of its ids were written before its end, and so were its first checks.
      await calls.write([call('b', { status: 'cancelled', checks: [passed] })]);
      await calls.write([call('b', { checks: [passed, passed] })]);
      await calls.close();
      const found = await record.checks(['cr-a', 'cr-b', 'cr-plain', 'cr-gone']);
      expect(new Set(found.keys())).toEqual(new Set(['cr-a', 'cr-b']));
      expect(found.get('cr-a')).toEqual([passed, { ...failed, message: 'no\uFFFD scores 🧵' }]);
      expect(found.get('cr-b')).toEqual([passed, passed]);
      expect((await record.componentRun('cr-a')).checks).toHaveLength(2);
      expect((await record.componentRun('cr-plain')).checks).toEqual([]);
    });

    test('the description of a component is updated by the next run, or by a call that describes it differently', async () => {
      const [load, train] = aRun('run-1').components;
      const known = { ...load!, kind: 'reader', fields: encode({ k: 2, at: new Date(0) }), freshFor: 1000 };
      await record.startRun(aRun('run-1', { components: [known, train!] }));
      const about = async () => (await record.about(['Load'])).get('Load');
      expect(await about()).toMatchObject({ kind: 'reader', freshFor: 1000 });
      const [summary] = await record.components();
      expect(summary).toMatchObject({ name: 'Load', fields: { k: 2, at: '1970-01-01T00:00:00.000Z' } });
      const calls = await openCallRecorder(settings, { ...thisProcess, id: 'proc-calls' });
      await calls.component('Load', { freshFor: 2000 }, 'ana');
      expect(await about()).toMatchObject({ kind: 'reader', freshFor: 2000, fields: known.fields });
      const state = await calls.component('Load', { kind: 'x', fields: null }, 'ana');
      expect(state).toMatchObject({ kind: 'x', fields: null, freshFor: 2000 });
      await calls.close();
      await record.startRun(aRun('run-2'));
      expect(await about()).toMatchObject({ kind: 'task', freshFor: null, fields: null });
    });
  });
}
