import { z } from 'zod';
import { type CheckedResult, type CheckedRun, type ComponentKind, type FieldTypes, type KindChecks, type KindUse, From, Register, Task, Workflow, defineComponentKind, lineage } from '../../../src/index.ts';

export const ranker = defineComponentKind('ranker', {
  fields: { k: Number, metric: z.enum(['ndcg', 'map']).default('ndcg'), since: Date },
  checks: {
    before: { 'something to rank': ({ args, fields }) => args.length > 0 && fields.since.getTime() > fields.k },
    after: { enough: { check: async ({ result, fields }) => result.length >= fields.k || `not ${fields.metric}`, otherwise: 'fail' } },
  },
});
export const plain = defineComponentKind('plain');
const since = new Date();
export const checks: KindChecks = {
  before: { 'there is something to rank': ({ args: [items] }) => items.length > 0 },
  after: { 'scores are finite': { check: ({ result }) => result.every(Number.isFinite), otherwise: 'fail' } },
};
export const asked = ({ args: [items], fields }: CheckedRun<{ k: number }>): boolean => items.length >= fields.k;
export const got = ({ result, fields }: CheckedResult<{ k: number }>): boolean | string => result.length === fields.k || 'too few';
export const fields = { k: Number, metric: z.enum(['ndcg', 'map']) } satisfies FieldTypes;
export const own: ComponentKind<typeof fields> = defineComponentKind('own', { fields, checks: { before: { asked }, after: { got } } });
export const use: KindUse = own.with({ k: 10, metric: 'map' });

@Task({ kind: ranker.with({ k: 10, since }), freshFor: '1 day' })
export class Rank {
  run(): number[] {
    return [];
  }
}

@Workflow({ kind: plain.with(), requires: [ranker, plain] })
export class Search {
  @From(Rank) best!: number[];
  run(): void {}
}

export class Scorer {
  @Register({ kind: ranker.with({ k: 1, metric: 'map', since }) })
  score(items: number[]): number[] {
    return items;
  }
}

export const rank = lineage.register('rank', { kind: ranker.with({ k: 1, since }) }, (items: number[]) => items);
export const said = await lineage.component('rank').kind(ranker, { k: 2, since }).freshFor('2 days').kind(plain).kind('word');

// error: Property 'k' is missing
ranker.with({ since });

// error: Type 'string' is not assignable to type 'number'
ranker.with({ k: 'ten', since });

// error: Type '"auc"' is not assignable to type
ranker.with({ k: 1, since, metric: 'auc' });

// error: Object literal may only specify known properties
ranker.with({ k: 1, since, kk: 2 });

// error: Expected 1 arguments, but got 0
ranker.with();

// error: Expected 2 arguments, but got 1
lineage.component('rank').kind(ranker);

// error: is missing the following properties from type 'KindUse'
@Task({ kind: ranker })
export class Unsaid {
  run(): void {}
}

// error: Type '"soon"' is not assignable to type
@Task({ freshFor: 'soon' })
export class Soon {
  run(): void {}
}

// error: 'requires' does not exist in type 'TaskOptions'
@Task({ requires: ranker })
export class NoWorkflow {
  run(): void {}
}

export const wrong = defineComponentKind('wrong', {
  fields: { k: Number },
  // error: Property 'kk' does not exist on type
  checks: { before: { odd: ({ fields }) => fields.kk > 1 } },
});

// error: Type '"die"' is not assignable to type
defineComponentKind('wrong', { checks: { before: { odd: { check: () => true, otherwise: 'die' } } } });

// error: Type 'string' is not assignable to type 'FieldType'
defineComponentKind('wrong', { fields: { k: 'number' } });
