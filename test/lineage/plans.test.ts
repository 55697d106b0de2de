import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyStore } from '../../src/lineage/open-record.ts';
import { impactIdsQuery, impactQuery } from '../../src/lineage/read/impact-query.ts';
import { giversNearQuery, waysQuery } from '../../src/lineage/read/review-graph.ts';
import type { Store } from '../../src/lineage/store.ts';

let store: Store;
beforeAll(async () => {
  store = await readyStore({ sqlite: ':memory:' }, {});
});
afterAll(() => store.close());

const stepsOf = async (query: RawBuilder<unknown>): Promise<string[]> => {
  const plan = sql<{ detail: string }>`explain query plan ${query}`;
  return (await plan.execute(store.db)).rows.map(({ detail }) => detail);
};

describe('SQLite query plans of the record', () => {
  const start = { kind: 'component run', id: 'cr-1' } as const;
  // Beside each, what it goes through: what was found so far, what was asked for, and the rows that were just chosen.
  test.each([
    ['impact', impactQuery('sqlite', start), ['SCAN down', 'SCAN o']],
    ['output ids of the impact', impactIdsQuery('sqlite', start), ['SCAN down']],
    [
      'paths to many outputs',
      waysQuery('sqlite', ['cr-1', 'cr-2']),
      ['SCAN json_each VIRTUAL TABLE INDEX 1:', 'SCAN up'],
    ],
    [
      'component runs near a time',
      giversNearQuery({ component: 'serve', at: 1, side: 'before', limit: 5 }),
      ['SCAN r'],
    ],
  ])('use an index, without scanning a table: %s', async (_, query, goesThrough) => {
    const steps = await stepsOf(query);
    expect([...new Set(steps.filter((step) => step.startsWith('SCAN')))].toSorted()).toEqual(goesThrough);
    expect(steps.filter((step) => step.includes('AUTOMATIC') || step.includes('TEMP B-TREE'))).toEqual([]);
  });

  test('read component runs near a time in the order of the index, without sorting', async () => {
    const steps = await stepsOf(giversNearQuery({ component: 'serve', at: 1, side: 'after', limit: 5 }));
    expect(steps.join('\n')).toMatch(
      /SEARCH component_run USING INDEX component_run_by_component \(component=\? AND ended_at>\?\)/,
    );
  });
});
