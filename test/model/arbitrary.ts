import fc from 'fast-check';
import { FromEach, Task } from '../../src/index.ts';
import {
  type Action,
  type Amount,
  type Case,
  type Failing,
  type InputSpec,
  type Step,
  type TaskSpec,
  paramNames,
} from './program.ts';

/** Whether `@FromEach` takes `tolerate`. */
export const tolerances = ((): boolean => {
  class Asked {
    run(): void {}
  }
  Task()(Asked as never);
  class Asks {}
  try {
    (FromEach(Asked as never, () => [], { tolerate: 1 } as never) as Function)(Asks.prototype, 'all');
    return true;
  } catch {
    return false;
  }
})();

const usually = <T>(value: T, often: number, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof(
    { withCrossShrink: true },
    { weight: often, arbitrary: fc.constant(value) },
    { weight: 1, arbitrary: others },
  );
const small = fc.nat({ max: 2 });

const param = fc.record({ byDefault: small, significant: usually(true, 4, fc.constant(false)) });

const amount = fc.record({ of: fc.constantFrom('number', 'param', 'input'), number: fc.nat({ max: 3 }) });
const input = fc.record({
  task: fc.nat({ max: 20 }),
  mode: fc.constantFrom<InputSpec['mode']>('one', 'each', 'if'),
  handle: usually(false, 4, fc.constant(true)),
  significant: usually(true, 6, fc.constant(false)),
  amount,
  gives: fc.option(fc.record({ param: fc.nat({ max: 2 }), value: amount }), { freq: 2, nil: undefined }),
  many: usually(false, 5, fc.constant(true)),
  lazy: usually(false, 3, fc.constant(true)),
  tolerate: tolerances
    ? fc.option(fc.constantFrom<InputSpec['tolerate']>(0, 1, 2, '40 %', '67 %'), { nil: undefined })
    : fc.constant(undefined),
});

const failing = fc.record({
  when: fc.constantFrom<'always' | 'param' | 'first attempts' | 'world'>('world', 'first attempts', 'param', 'always'),
  name: fc.constantFrom(...paramNames),
  number: fc.integer({ min: 0, max: 3 }),
  error: usually<Failing['error']>('plain', 4, fc.constantFrom('permanent', 'refused', 'hangs')),
});

const task = fc.record({
  params: fc.tuple(...paramNames.map(() => fc.option(param, { freq: 2, nil: undefined }))),
  inputs: fc.oneof(
    { weight: 5, arbitrary: fc.array(input, { minLength: 1, maxLength: 3, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(input, { minLength: 1, maxLength: 6, size: 'max' }) },
  ),
  asksItself: usually(false, 8, fc.constant(true)),
  code: fc.record({
    comment: fc.constant(0),
    salt: small,
    modulus: fc.constantFrom(97, 4, 2, 1),
    failing: usually(undefined, 9, failing),
  }),
  retries: usually(0, 2, fc.nat({ max: 2 })),
  cache: usually<TaskSpec['cache']>('always', 5, fc.constantFrom('never', 'for a day')),
  isVersioned: usually(false, 9, fc.constant(true)),
  inLayer: usually(false, 2, fc.constant(true)),
  units: usually(0, 2, fc.nat({ max: 2 })),
  turns: fc.nat({ max: 3 }),
});
type RawTask = typeof task extends fc.Arbitrary<infer T> ? T : never;

/** References are numbers until it is known what there is to refer to: so everything may shrink by itself. */
function settle(raw: readonly RawTask[]): TaskSpec[] {
  const settled: TaskSpec[] = [];
  for (const [index, { params: maybe, inputs: asked, asksItself, ...rest }] of raw.entries()) {
    const params = maybe.flatMap((one, i) => (one ? [{ name: paramNames[i]!, ...one }] : []));
    const inputs: InputSpec[] = [];
    for (const { task, gives, amount, ...one } of index === 0 ? [] : asked) {
      const above = task % index;
      const known = settled[above]!.params;
      const given = gives && known.length > 0 ? gives : undefined;
      inputs.push({
        ...one,
        field: `in${inputs.length}`,
        task: above,
        amount: amountOf(amount, params, inputs),
        gives: given && {
          name: known[given.param % known.length]!.name,
          value: amountOf(given.value, params, inputs),
        },
        many: one.mode === 'each' && one.many,
        lazy: one.mode === 'each' && one.lazy,
        tolerate: one.mode === 'each' ? one.tolerate : undefined,
      });
    }
    if (asksItself && params.some(({ name }) => name === 'a')) {
      const amount: Amount = { of: 'param', name: 'a' };
      const wiring = { amount, gives: { name: 'a', value: amount }, many: false, lazy: false, tolerate: undefined };
      inputs.push({ field: 'before', task: index, mode: 'if', handle: false, significant: true, ...wiring });
    }
    const { failing } = rest.code;
    // What makes a task fail is significant.
    const fits =
      failing?.when !== 'param' || params.some(({ name, significant }) => significant && name === failing.name);
    settled.push({ ...rest, code: { ...rest.code, failing: fits ? withTimeout(failing) : undefined }, params, inputs });
  }
  return settled;
}

/** Lets a task hang only if all of its attempts do: its short timeout could end others. */
function withTimeout(failing: Failing | undefined): Failing | undefined {
  const isSame = failing?.when === 'always' || failing?.when === 'world';
  return failing?.error === 'hangs' && !isSame ? { ...failing, error: 'plain' } : failing;
}

function amountOf(
  { of, number }: { readonly of: string; readonly number: number },
  params: TaskSpec['params'],
  above: readonly InputSpec[],
): Amount {
  // Data is what mappings can see: a handle is not read by them.
  const fields = above.filter(({ handle }) => !handle);
  if (of === 'input' && fields.length > 0) return { of, field: fields[number % fields.length]!.field };
  if (of !== 'number' && params.length > 0) return { of: 'param', name: params[number % params.length]!.name };
  return { of: 'number', number };
}

const anyTask = fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 9 }));
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('edit'),
      task: anyTask,
      // Few codes, so that earlier ones come back.
      comment: fc.nat({ max: 1 }),
      salt: fc.nat({ max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repair'), task: anyTask }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('default'), task: anyTask, param: small, value: small }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('world'), fine: usually(true, 3, fc.constant(false)) }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'days pass' }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom<'remove' | 'flip'>('remove', 'flip'), file: fc.nat({ max: 20 }) }),
  },
);

const step = fc.record({
  actions: fc.array(action, { maxLength: 3, size: 'max' }),
  params: usually<Step['params']>({}, 2, fc.record({ a: small, b: small, c: small }, { requiredKeys: [] })),
  /** Mostly the last task, which reaches most of the others. */
  target: usually(0, 8, anyTask),
  force: usually(false, 20, fc.constant(true)),
  forceFrom: usually<number | undefined>(undefined, 7, anyTask),
  failFast: usually(false, 12, fc.constant(true)),
  concurrency: fc.constantFrom(1, 2, 3, 8),
  handled: usually(false, 3, fc.constant(true)),
  window: fc.option(fc.integer({ min: 1, max: 5 }), { freq: 2, nil: undefined }),
  how: fc.oneof(
    { withCrossShrink: true },
    { weight: 12, arbitrary: fc.constant<Step['how']>('plain') },
    { weight: 2, arbitrary: fc.record({ abortAt: fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 25 })) }) },
    { weight: 2, arbitrary: fc.record({ besideAt: fc.nat({ max: 12 }) }) },
  ),
});

/** Small programs, and what happened to them. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    // Of small programs, more comes together in one task.
    tasks: fc.oneof(
      fc.array(task, { minLength: 2, maxLength: 4, size: 'max' }),
      fc.array(task, { minLength: 2, maxLength: 10, size: 'max' }),
    ),
    steps: fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }),
    /** Every task needs units, so that some wait for others, and what ends a run early finds them waiting. */
    crowded: usually(false, 3, fc.constant(true)),
  })
  .map(({ tasks, steps, crowded }) => ({
    program: settle(crowded ? tasks.map((one) => ({ ...one, units: Math.max(1, one.units) })) : tasks),
    steps: steps.map(({ actions, target, ...one }) => ({
      ...one,
      handled: one.handled || (crowded && (one.failFast || one.how !== 'plain')),
      target: tasks.length - 1 - (target % tasks.length),
      actions: actions.map((action) => ('task' in action ? { ...action, task: action.task % tasks.length } : action)),
    })),
  }));
