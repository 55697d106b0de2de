import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Leases } from '../../../src/lineage/leases.ts';
import type { HeldUnits } from '../../../src/lineage/limit-units.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { aRun, entry, thisProcess } from './made.ts';

/** One run of a process of its own. */
interface Party {
  readonly record: LineageRecord;
  readonly leases: Leases;
  readonly run: string;
}

const capacities = { gpu: 2, licence: 1 };

export function limiting(database: Database): void {
  describe('limits across runs', () => {
    const open = opener();
    let settings: RecordSettings;
    beforeEach(async () => {
      settings = await database.fresh();
    });

    /** By default nothing happens by itself: neither a heartbeat nor an expiry. */
    async function party(name: string, { pid = process.pid, limits = capacities as object } = {}): Promise<Party> {
      const record = await open(settings);
      const by = { ...thisProcess, id: `proc-${name}`, pid };
      const run = `run-${name}`;
      await record.startRun(aRun(run, { process: by }));
      const map = new Map<string, number>(Object.entries(limits));
      const leases = await record.join({ process: by.id, run, expiry: 3_600_000, limits: map });
      onTestFinished(() => record.leave(leases).catch(() => undefined));
      return { record, leases, run };
    }

    /** Several that know of each other: nobody is alone. */
    async function parties(...names: string[]): Promise<Party[]> {
      const first = await party('first');
      const all: Party[] = [];
      for (const name of names) all.push(await party(name));
      await first.record.leave(first.leases);
      return all;
    }

    const take = async ({ leases }: Party, needs: object, node = 'Train'): Promise<HeldUnits | undefined> => {
      const units = Object.entries(needs).map(([name, number]) => ({ name, units: number as number }));
      return leases.limits.takeAlone(node, units) ?? leases.limits.take(node, units);
    };
    const mustTake = async (who: Party, needs: object, node?: string): Promise<HeldUnits> => {
      const units = await take(who, needs, node);
      expect(units).toBeDefined();
      return units!;
    };
    const rows = (): Promise<unknown[]> => database.execute(settings, 'select * from limit_use');
    const makeExpire = ({ run }: Party): Promise<unknown> =>
      database.execute(settings, `update holder set expires_at = 1 where run = '${run}'`);

    test('a lone run takes units at once and writes nothing until another run comes', async () => {
      const one = await party('one');
      const units = await mustTake(one, { gpu: 1 }, 'Train(fold=0)');
      expect(await rows()).toEqual([]);
      const two = await party('two');
      expect(await take(two, { licence: 1 })).toBeUndefined();
      expect((await two.leases.limits.heldBy(['licence'])).get('licence')).toMatchObject({ run: 'run-one' });

      one.leases.noticeCompany();
      await expect.poll(() => two.leases.limits.heldBy(['licence'])).toEqual(new Map());
      expect(await two.record.limits()).toMatchObject([
        { limit: 'gpu', units: 1, node: 'Train(fold=0)', run: 'run-one', pid: process.pid, host: thisProcess.host },
      ]);
      expect(await take(two, { gpu: 2 })).toBeUndefined();
      await mustTake(two, { gpu: 1 });
      await one.leases.limits.release(units);
      expect(await two.record.limits('run-one')).toEqual([]);
      expect(await two.record.limits('run-two')).toMatchObject([{ limit: 'gpu', units: 1, node: 'Train' }]);
    });

    test('all units of a need are taken, or none', async () => {
      const [one, two] = (await parties('one', 'two')) as [Party, Party];
      const licence = await mustTake(one, { licence: 1 });
      expect(await take(two, { gpu: 2, licence: 1 })).toBeUndefined();
      expect(await rows()).toHaveLength(1);
      expect([...(await two.leases.limits.heldBy(['gpu', 'licence'])).keys()]).toEqual(['licence']);
      await one.leases.limits.release(licence);
      await mustTake(two, { gpu: 2, licence: 1 });
      expect(await rows()).toHaveLength(2);
      expect(await take(one, { gpu: 1 })).toBeUndefined();
    });

    test('units in use never exceed the capacity, however many processes ask at once', async () => {
      const all = await parties('a', 'b', 'c', 'd');
      const needs = [{ gpu: 1 }, { licence: 1, gpu: 1 }, { gpu: 2 }, { licence: 1 }, { gpu: 1, licence: 1 }];
      // Counted after units were got, and before they are given back: never more than what is really in use.
      const inUse = { gpu: 0, licence: 0 };
      const count = (need: object, by: 1 | -1): void => {
        for (const [name, units] of Object.entries(need)) inUse[name as 'gpu'] += by * (units as number);
        expect(inUse.gpu).toBeLessThanOrEqual(capacities.gpu);
        expect(inUse.licence).toBeLessThanOrEqual(capacities.licence);
      };
      const oneAfterTheOther = async (who: Party): Promise<void> => {
        for (const need of [...needs, ...needs]) {
          let units: HeldUnits | undefined;
          while (!(units = await take(who, need)));
          count(need, 1);
          await who.record.limits();
          count(need, -1);
          await who.leases.limits.release(units);
        }
      };
      await Promise.all(all.map(oneAfterTheOther));
      expect(await rows()).toEqual([]);
    });

    test('one of several runs that ask for the last units at once gets them', async () => {
      const all = await parties('a', 'b', 'c', 'd');
      for (let round = 0; round < 20; round++) {
        const taken = await Promise.all(all.map(async (who) => ({ who, units: await take(who, { gpu: 2 }) })));
        expect(taken.filter(({ units }) => units)).toHaveLength(1);
        for (const { who, units } of taken) if (units) await who.leases.limits.release(units);
        // Nobody is the first: they only have each other to fear.
        await database.execute(settings, 'delete from limit_wait');
      }
    });

    test('the run that has waited longest comes first, as long as it goes on asking', async () => {
      const [one, two] = (await parties('one', 'two')) as [Party, Party];
      const first = await mustTake(one, { gpu: 2 });
      expect(await take(two, { gpu: 2 })).toBeUndefined();
      await one.leases.limits.release(first);
      expect(await take(one, { gpu: 1 })).toBeUndefined();
      const second = await mustTake(two, { gpu: 2 });
      expect(await take(two, { gpu: 1 })).toBeUndefined();
      await two.leases.limits.release(second);
      const third = await mustTake(one, { gpu: 2 });

      expect(await take(two, { gpu: 1 })).toBeUndefined();
      await one.leases.limits.release(third);
      await database.execute(settings, 'update limit_wait set asked_at = 1');
      await mustTake(one, { gpu: 2 });
    });

    test('each run applies its own capacity', async () => {
      const [one] = (await parties('one')) as [Party];
      const generous = await party('generous', { limits: { gpu: 3 } });
      await mustTake(one, { gpu: 2 });
      await mustTake(generous, { gpu: 1 });
      expect(await take(one, { gpu: 1 })).toBeUndefined();
      expect(await take(generous, { licence: 1 })).toBeUndefined();
    });

    test('units are freed when their run leaves or is dead', async () => {
      const [one, two] = (await parties('one', 'two')) as [Party, Party];
      await mustTake(one, { gpu: 2 });
      await one.record.leave(one.leases);
      const units = await mustTake(two, { gpu: 2 });
      await two.leases.limits.release(units);
      // No system gives out this number.
      const gone = await party('gone', { pid: 2 ** 30 });
      await mustTake(gone, { gpu: 2 });
      expect(await two.record.limits()).toEqual([]);
      expect(await take(two, { gpu: 1 })).toBeUndefined();
      await two.leases.removeDead();
      await mustTake(two, { gpu: 2 });
    });

    test('a run that was silent too long loses its units, and those in use count again when it returns', async () => {
      const [one, two] = (await parties('one', 'two')) as [Party, Party];
      const late = await mustTake(one, { gpu: 2 }, 'Late');
      await makeExpire(one);
      await two.leases.removeDead();
      const units = await mustTake(two, { gpu: 1 }, 'Next');
      const claim = await one.leases.take('x', 'X');
      expect(claim).toBeDefined();
      // It comes in anew by now, and says what it still has.
      const nodes = async (): Promise<string[]> => (await two.record.limits()).map(({ node }) => node).toSorted();
      await expect.poll(nodes).toEqual(['Late', 'Next']);
      await two.leases.limits.release(units);
      expect(await take(two, { gpu: 1 })).toBeUndefined();
      await one.leases.limits.release(late);
      await mustTake(two, { gpu: 2 });
    });

    test('a lone run that was declared dead writes down its units for the run that came', async () => {
      const one = await party('one');
      await mustTake(one, { gpu: 2 }, 'Late');
      await makeExpire(one);
      const two = await party('two');
      const lost = await one.leases.take('x', 'X');
      expect(await one.record.commit(entry('x', [], { run: 'run-one', process: 'proc-one' }), lost)).toBe(false);
      two.leases.noticeCompany();
      await expect.poll(() => two.record.limits()).toMatchObject([{ node: 'Late', units: 2 }]);
    });
  });
}
