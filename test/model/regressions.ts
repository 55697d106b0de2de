import type { Case, InputSpec, Step, TaskSpec } from './program.ts';

const task = (spec: Partial<TaskSpec> = {}): TaskSpec => ({
  params: [],
  inputs: [],
  code: { comment: 0, salt: 0, modulus: 97, failing: undefined },
  retries: 0,
  cache: 'always',
  isVersioned: false,
  inLayer: false,
  units: 0,
  turns: 0,
  ...spec,
});

const input = (spec: Partial<InputSpec> & Pick<InputSpec, 'task'>): InputSpec => ({
  field: 'in0',
  mode: 'one',
  handle: false,
  significant: true,
  amount: { of: 'number', number: 0 },
  gives: undefined,
  many: false,
  lazy: false,
  tolerate: undefined,
  ...spec,
});

const step = (spec: Partial<Step> & Pick<Step, 'target'>): Step => ({
  actions: [],
  params: {},
  force: false,
  forceFrom: undefined,
  failFast: false,
  concurrency: 4,
  handled: false,
  window: undefined,
  how: 'plain',
  ...spec,
});

const always = { when: 'always', name: 'a', number: 0, error: 'plain' } as const;

/** What was wrong once, in the product or in the reference, as small as shrinking made it. */
export const regressions: Readonly<Record<string, Case>> = {
  'a run that is cancelled by a listener of its start': {
    program: [task()],
    steps: [step({ target: 0, how: { abortAt: 0 } }), step({ target: 0 })],
  },
  'a dry run of a mapping that reads two inputs, one of a node that runs': {
    program: [
      task({ params: [{ name: 'b', byDefault: 0, significant: true }] }),
      task({
        inputs: [
          input({ task: 0, field: 'in0', mode: 'if' }),
          input({ task: 0, field: 'in1' }),
          input({
            task: 0,
            field: 'in2',
            mode: 'each',
            amount: { of: 'input', field: 'in0' },
            gives: { name: 'b', value: { of: 'input', field: 'in1' } },
          }),
        ],
      }),
    ],
    steps: [step({ target: 1 })],
  },
  'a run that is cancelled between a failure and the next attempt': {
    program: [
      task({
        code: { comment: 0, salt: 0, modulus: 97, failing: { when: 'world', name: 'a', number: 0, error: 'plain' } },
        retries: 1,
      }),
      task({ inputs: [input({ task: 0 })] }),
    ],
    steps: [step({ target: 1, how: { abortAt: 2 } }), step({ target: 1, actions: [{ kind: 'world', fine: true }] })],
  },
  'a list with more equal nodes than the window': {
    program: [task(), task({ inputs: [input({ task: 0, mode: 'each', many: true })] })],
    steps: [step({ target: 1, window: 1 })],
  },
  'a windowed list of nodes whose input has failed': {
    program: [
      task({ code: { comment: 0, salt: 0, modulus: 97, failing: always } }),
      task({ params: [{ name: 'c', byDefault: 0, significant: true }], inputs: [input({ task: 0 })] }),
      task({
        inputs: [
          input({
            task: 1,
            mode: 'each',
            many: true,
            gives: { name: 'c', value: { of: 'number', number: 0 } },
            tolerate: '67 %',
          }),
        ],
      }),
    ],
    steps: [step({ target: 2, window: 1 })],
  },
  'a forced node that is needed again after an equal one has left the window': {
    program: [
      task({ params: [{ name: 'c', byDefault: 0, significant: false }], cache: 'never' }),
      task({
        inputs: [
          input({ task: 0, mode: 'each', many: true, gives: { name: 'c', value: { of: 'number', number: 0 } } }),
          input({ task: 0, field: 'in1' }),
        ],
      }),
    ],
    steps: [step({ target: 1, window: 1 }), step({ target: 1, window: 2, force: true })],
  },
  'bytes that are damaged and made again': {
    program: [
      task({ inLayer: true }),
      task({ params: [{ name: 'c', byDefault: 0, significant: true }], inputs: [input({ task: 0 })] }),
    ],
    steps: [
      step({ target: 1 }),
      step({ target: 1, params: { c: 1 }, actions: [{ kind: 'flip', file: 0 }] }),
      step({ target: 1 }),
    ],
  },
  'a run that is cancelled between two attempts, where the second would succeed': {
    program: [
      task({
        code: { comment: 0, salt: 0, modulus: 97, failing: { ...always, when: 'first attempts', number: 1 } },
        retries: 1,
      }),
    ],
    steps: [step({ target: 0, how: { abortAt: 2 } }), step({ target: 0 })],
  },
  'a node that failed on damaged bytes, and then is served by an equal node': {
    program: [
      task({
        params: [
          { name: 'b', byDefault: 0, significant: true },
          { name: 'c', byDefault: 0, significant: true },
        ],
        code: { comment: 0, salt: 0, modulus: 97, failing: undefined },
        inLayer: true,
      }),
      task({
        params: [{ name: 'b', byDefault: 0, significant: false }],
        inputs: [input({ task: 0, significant: false })],
      }),
      task({
        inputs: [
          input({ task: 0, gives: { name: 'b', value: { of: 'number', number: 1 } } }),
          input({ task: 1, field: 'in1', gives: { name: 'b', value: { of: 'input', field: 'in0' } } }),
          input({ task: 1, field: 'in2' }),
          input({ task: 0, field: 'in3' }),
        ],
      }),
    ],
    steps: [
      step({ target: 2, concurrency: 1 }),
      step({
        target: 2,
        concurrency: 1,
        actions: [
          { kind: 'flip', file: 0 },
          { kind: 'edit', task: 1, comment: 0, salt: 1 },
        ],
      }),
    ],
  },
  'a dry run of a mapping that reads damaged bytes': {
    program: [
      task({ inLayer: true, code: { comment: 0, salt: 1, modulus: 97, failing: undefined } }),
      task({
        inputs: [
          input({ task: 0 }),
          input({ task: 0, field: 'in1', mode: 'each', amount: { of: 'input', field: 'in0' } }),
        ],
      }),
    ],
    steps: [step({ target: 1 }), step({ target: 1, actions: [{ kind: 'flip', file: 0 }] }), step({ target: 1 })],
  },
  'a run in which something fails while damaged bytes are made again': {
    program: [
      task({ params: [{ name: 'c', byDefault: 0, significant: true }], inLayer: true }),
      task({
        params: [{ name: 'c', byDefault: 0, significant: true }],
        inputs: [input({ task: 0 })],
        code: { comment: 0, salt: 0, modulus: 97, failing: { ...always, when: 'world' } },
      }),
      task({
        inputs: [
          input({ task: 0 }),
          input({ task: 1, field: 'in1' }),
          input({ task: 0, field: 'in2', mode: 'each', amount: { of: 'input', field: 'in0' } }),
        ],
      }),
    ],
    steps: [
      step({ target: 2, concurrency: 1, actions: [{ kind: 'default', task: 1, param: 0, value: 1 }] }),
      step({ target: 2, concurrency: 1, actions: [{ kind: 'remove', file: 0 }] }),
      step({
        target: 2,
        concurrency: 1,
        actions: [
          { kind: 'remove', file: 0 },
          { kind: 'flip', file: 0 },
        ],
      }),
    ],
  },
};
