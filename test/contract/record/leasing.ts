import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Claim } from '../../../src/lineage/claim.ts';
import type { Leases } from '../../../src/lineage/leases.ts';
import type { LineageRecord, RecordSettings } from '../../../src/lineage/record.ts';
import { opener, type Database } from './harness.ts';
import { aRun, entry, thisProcess } from './made.ts';

/** One run of a process of its own, as another machine or another terminal would have it. */
interface Party {
  readonly record: LineageRecord;
  readonly leases: Leases;
  readonly run: string;
  readonly commit: (name: string, claim?: Claim) => Promise<boolean>;
}

export function leasing(database: Database): void {
  describe('leases', () => {
    const open = opener();
    let settings: RecordSettings;
    beforeEach(async () => {
      settings = await database.fresh();
    });

    /** By default nothing happens by itself: neither a heartbeat nor an expiry. */
    async function party(name: string, { pid = process.pid, host = thisProcess.host } = {}): Promise<Party> {
      const record = await open(settings);
      const process = { ...thisProcess, id: `proc-${name}`, pid, host };
      const run = `run-${name}`;
      await record.startRun(aRun(run, { process }));
      const leases = await record.join({ process: process.id, run, expiry: 3_600_000 });
      onTestFinished(() => record.leave(leases).catch(() => undefined));
      const commit = (what: string, claim?: Claim): Promise<boolean> =>
        record.commit(entry(`${what}-${name}`, [], { run, process: process.id, identity: what }), claim);
      return { record, leases, run, commit };
    }

    const take = async ({ leases }: Party, identity: string): Promise<Claim | undefined> =>
      leases.takeAlone(identity, `Node(${identity})`) ?? leases.take(identity, `Node(${identity})`);
    const mustTake = async (who: Party, identity: string): Promise<Claim> => {
      const claim = await take(who, identity);
      expect(claim).toBeDefined();
      return claim!;
    };
    const rows = (table: string): Promise<unknown[]> => database.execute(settings, `select * from ${table}`);
    const makeExpire = ({ run }: Party): Promise<unknown> =>
      database.execute(settings, `update holder set expires_at = 1 where run = '${run}'`);

    test('a lone run takes a lease at once and writes nothing', async () => {
      const one = await party('one');
      const claim = await mustTake(one, 'a');
      expect(claim.recheck).toBe(false);
      expect(await rows('lease')).toEqual([]);
      expect(await one.commit('a', claim)).toBe(true);
      expect((await one.record.find('a'))?.id).toBe('cr-a-one');
    });

    test('a second run gets no lease before the first has noticed it, and then all but those that the first holds', async () => {
      const one = await party('one');
      const a = await mustTake(one, 'a');
      const c = await mustTake(one, 'c');
      const two = await party('two');
      expect(await take(two, 'a')).toBeUndefined();
      expect(await take(two, 'b')).toBeUndefined();
      expect(await two.leases.heldBy('b')).toMatchObject({ run: 'run-one', pid: process.pid, host: thisProcess.host });

      expect(await one.commit('c', c)).toBe(true);
      await one.leases.release(c);
      await expect.poll(() => two.leases.heldBy('b')).toBeUndefined();
      expect(await take(two, 'a')).toBeUndefined();
      expect(await two.leases.heldBy('a')).toMatchObject({ run: 'run-one' });
      expect((await mustTake(two, 'b')).recheck).toBe(true);
      expect(await take(one, 'b')).toBeUndefined();
      expect((await one.record.leases()).map(({ run, node }) => [run, node])).toEqual(
        expect.arrayContaining([
          ['run-one', 'Node(a)'],
          ['run-two', 'Node(b)'],
        ]),
      );
      expect(await one.record.leases('run-two')).toMatchObject([{ node: 'Node(b)', identity: 'b' }]);

      expect(await one.commit('a', a)).toBe(true);
      await one.leases.release(a);
      expect(await two.leases.heldBy('a')).toBeUndefined();
    });

    test('at most one of several runs that start at once counts as alone', async () => {
      const parties = await Promise.all(['a', 'b', 'c', 'd'].map((name) => party(name)));
      const holders = (await rows('holder')) as { alone: number }[];
      expect(holders.map(({ alone }) => Number(alone)).toSorted()).toEqual([0, 0, 0, 1]);
      expect(parties).toHaveLength(4);
    });

    test('each lease goes to one of many runs that ask in the same tick', async () => {
      const [first, ...others] = [await party('a'), await party('b'), await party('c'), await party('d')];
      await first.record.leave(first.leases);
      const names = Array.from({ length: 300 }, (_, index) => `n${index}`);
      const taken = await Promise.all(
        others.map((who) => Promise.all(names.map(async (name) => (await take(who, name)) !== undefined))),
      );
      for (const index of names.keys()) expect(taken.filter((list) => list[index])).toHaveLength(1);
    });

    test('a lease ends with its commit, when it is released, and when its run leaves', async () => {
      const [first, one, two] = [await party('first'), await party('one'), await party('two')];
      await first.record.leave(first.leases);
      const [a, b] = [await mustTake(one, 'a'), await mustTake(one, 'b')];
      await mustTake(one, 'c');
      expect(await one.commit('a', a)).toBe(true);
      expect(await rows('lease')).toHaveLength(2);
      await one.leases.release(b);
      expect(await two.leases.heldBy('b')).toBeUndefined();
      expect(await take(two, 'c')).toBeUndefined();
      await one.record.leave(one.leases);
      await mustTake(two, 'c');
    });

    test.each(['alone', 'one of several'])(
      'a run whose leases expired (%s) cannot commit over the run that took them over',
      async (how) => {
        const one = await party('one');
        if (how === 'one of several') {
          const other = await party('other');
          await one.commit('before', await mustTake(one, 'before'));
          await expect.poll(() => other.leases.heldBy('b')).toBeUndefined();
        }
        const [late, free] = [await mustTake(one, 'a'), await mustTake(one, 'b')];
        const two = await party('two');
        await two.leases.removeDead();
        expect(await take(two, 'a')).toBeUndefined();

        await makeExpire(one);
        await two.leases.removeDead();
        const claim = await mustTake(two, 'a');
        // What needs no claim, and what has one that is lost, in one group.
        const outcomes = [one.commit('a', late), one.commit('b', free), one.commit('c')];
        expect(await Promise.all(outcomes)).toEqual([false, false, true]);
        expect(await one.record.find('a')).toBeUndefined();
        expect(await two.commit('a', claim)).toBe(true);
        expect((await one.record.find('a'))?.id).toBe('cr-a-two');

        const again = await mustTake(one, 'b');
        expect(again).toMatchObject({ recheck: true });
        expect(again.token).not.toBe(free.token);
        expect(await one.commit('b', again)).toBe(true);
      },
    );

    test('an expired run that is not declared dead keeps its leases with its next heartbeat', async () => {
      const one = await party('one');
      const claim = await mustTake(one, 'a');
      await makeExpire(one);
      expect(await one.commit('a', claim)).toBe(true);
    });

    test('leases of a dead process on this host are taken over at once, those of another host after they expire', async () => {
      // No system gives out this number.
      await party('gone', { pid: 2 ** 30 });
      const two = await party('two');
      expect((await mustTake(two, 'a')).token).toBeDefined();
      await two.record.leave(two.leases);
      await party('elsewhere', { pid: 2 ** 30, host: 'another-host' });
      const four = await party('four');
      await four.leases.removeDead();
      expect(await take(four, 'b')).toBeUndefined();
      expect(await four.leases.heldBy('b')).toMatchObject({ run: 'run-elsewhere', host: 'another-host' });
    });
  });
}
