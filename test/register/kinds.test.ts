import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineComponentKind } from '../../src/authoring/index.ts';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord } from '../../src/lineage/record.ts';
import type { Lineage } from '../../src/register/api.ts';
import { lineage as usual } from '../../src/register/lineage.ts';

const folder = await mkdtemp(join(tmpdir(), 'clew-kinds-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const settings = { sqlite: join(folder, 'record.db') };

let lineage: Lineage;
let record: LineageRecord;
const warnings: string[] = [];
const heard = (warning: Error): void => void warnings.push(warning.message);
beforeAll(async () => {
  lineage = await usual.open({ cwd: folder, record: settings });
  record = await openRecord(settings);
  process.on('warning', heard);
  return async () => {
    process.off('warning', heard);
    await record.close();
    await lineage.close();
  };
});

const ranker = defineComponentKind('ranker', {
  fields: { k: Number, metric: z.enum(['ndcg', 'map']).default('ndcg'), since: Date },
  checks: {
    before: { 'there is something to rank': ({ args: [items] }) => items.length > 0 },
    after: {
      'as many as were asked for': {
        check: ({ result, fields }) => result.length <= fields.k || `${result.length} instead of ${fields.k}`,
        otherwise: 'fail',
      },
    },
  },
});
const since = new Date('2026-11-01');
const kind = ranker.with({ k: 2, since });

/** The newest component run of a component, once all is recorded. */
async function last(component: string) {
  await lineage.flush();
  const [newest] = await record.history(component, { limit: 1 });
  return record.componentRun(newest!.id);
}
const outcomes = async (component: string) => {
  const { status, checks } = await last(component);
  return [status, ...checks.map(({ phase, outcome, message }) => `${phase} ${outcome} ${message ?? ''}`.trim())];
};

describe('component kinds: checks around calls of every sort', () => {
  const sorts = {
    sync: (items: number[]): unknown => items,
    promised: (items: number[]): unknown => Promise.resolve(items),
    async: async (items: number[]): Promise<unknown> => items,
    generator: function* (items: number[]): Generator<number, number[]> {
      yield 1;
      return items;
    },
    'async generator': async function* (items: number[]): AsyncGenerator<number, number[]> {
      yield 1;
      return items;
    },
  };
  const drain = async (given: unknown): Promise<void> => {
    const result = await given;
    if (!Array.isArray(result)) for await (const _ of result as AsyncIterable<unknown>);
  };

  test.each(Object.entries(sorts))('run around %s', async (sort, fn) => {
    const rank = lineage.register(`rank ${sort}`, { kind }, fn as (items: number[]) => unknown);
    const call = async (items: number[]): Promise<void> => drain(rank(items));
    await call([3, 4]);
    expect(await outcomes(`rank ${sort}`)).toEqual(['ran', 'before passed', 'after passed']);
    await call([]);
    expect(await outcomes(`rank ${sort}`)).toEqual(['ran', 'before warned', 'after passed']);
    expect(warnings).toContain(`Before rank ${sort}: "there is something to rank" does not hold.`);
    await expect(call([1, 2, 3])).rejects.toMatchObject({
      code: 'CHECK_FAILED',
      message: `After rank ${sort}: "as many as were asked for" does not hold: 3 instead of 2.`,
      next: 'The kind ranker asks for it after each run, and says that one without it fails.',
    });
    expect(await outcomes(`rank ${sort}`)).toEqual(['failed', 'before passed', 'after failed 3 instead of 2']);
    expect((await last(`rank ${sort}`)).error).toMatchObject({ code: 'CHECK_FAILED' });
  });

  test('run all before the call, and one that throws does not hold', async () => {
    const strict = defineComponentKind('strict', {
      checks: {
        before: {
          first: { check: () => { throw new Error('no model'); }, otherwise: 'fail' },
          second: async () => 'not yet',
          third: () => undefined,
        },
      },
    }); // prettier-ignore
    let ran = 0;
    const fn = lineage.register('strict', { kind: strict.with() }, () => (ran += 1));
    expect(() => fn()).toThrow('Before strict: "first" does not hold: no model.');
    expect(ran).toBe(0);
    expect(await outcomes('strict')).toEqual([
      'failed',
      'before failed no model',
      'before warned it answers by a promise, and this code is not async: nobody waits for it',
      'before passed',
    ]);
    const later = lineage.register('strict later', { kind: strict.with() }, async () => (ran += 1));
    await expect(later()).rejects.toThrow('no model');
    expect((await outcomes('strict later'))[2]).toBe('before warned not yet');
    expect(ran).toBe(0);
  });
});

describe('component kinds: record', () => {
  test('stores kind and fields, from the first call or from the description', async () => {
    lineage.register('by call', { kind }, (items: number[]) => items)([]);
    expect(await last('by call')).toMatchObject({
      kind: 'ranker',
      fields: { k: 2, metric: 'ndcg', since: '2026-11-01T00:00:00.000Z' },
    });
    const said = await lineage.component('said').kind(ranker, { k: 1, since, metric: 'map' }).freshFor('2 days');
    expect([said.sort, said.fields]).toEqual(['ranker', { k: 1, metric: 'map', since: '2026-11-01T00:00:00.000Z' }]);
    await expect(said.register({}, async (items: number[]) => items)([1, 2])).rejects.toThrow('2 instead of 1');
    expect(await last('said')).toMatchObject({ kind: 'ranker', freshFor: 2 * 86_400_000 });
    const again = await lineage.component('said').describe('ranks');
    expect([again.sort, again.fields['k']]).toEqual(['ranker', 1]);
    expect((await again.kind('plain')).fields).toEqual({});
  });

  test('returns the checks of many calls by one query', async () => {
    lineage.register('one', { kind }, (items: number[]) => items)([1]);
    lineage.register('none', { kind }, (items: number[]) => items)([]);
    lineage.register('unchecked', {}, () => 1)();
    await lineage.flush();
    const runs = (
      await Promise.all(['none', 'one', 'unchecked'].map((name) => record.history(name, { limit: 9 })))
    ).flat();
    const found = await record.checks(runs.map(({ id }) => id));
    expect(
      runs.map(({ id }) =>
        found
          .get(id)
          ?.map(({ outcome }) => outcome)
          .join(' '),
      ),
    ).toEqual(['warned passed', 'passed passed', undefined]);
  });
});

describe('component kinds: errors', () => {
  const untyped = defineComponentKind as any;
  test.each([
    [() => untyped('a b'), 'kind a b: "a b" can\'t be its name.'],
    [() => untyped('task'), 'kind task: "task" can\'t be its name.'],
    [() => untyped('x', { field: {} }), "kind x: there is no option 'field'."],
    [() => untyped('x', { fields: { a: 'string' } }), 'kind x: the field a has a type that is neither String'],
    [() => untyped('x', { checks: { during: {} } }), "checks of kind x: there is no option 'during'."],
    [() => untyped('x', { checks: { before: { a: 1 } } }), "check 'a' of kind x: it is no function."],
    [() => untyped('x', { checks: { before: { a: { check: () => 1, otherwise: 'die' } } } }), 'otherwise is "die"'],
    [() => (ranker as any).with({ since }), 'kind ranker: k is missing.'],
    [() => (ranker as any).with({ k: '2', since }), 'kind ranker: k is not a number.'],
    [() => (ranker as any).with({ k: 2, since, metric: 'auc' }), 'kind ranker: metric: '],
    [() => (ranker as any).with({ k: 2, since, kk: 1 }), "kind ranker: there is no option 'kk'."],
    [() => lineage.register('x', { kind: ranker as any }, () => 1), 'register of x: kind is no component of a kind.'],
    [() => lineage.component('x').kind({} as any), 'component x: kind is no component of a kind.'],
    [() => lineage.component('x').freshFor('soon' as any), 'component x: freshFor is "soon", which is no duration.'],
  ])('are reported where they are written (%#)', (wrong, words) => {
    expect(wrong).toThrow(words);
  });
});
