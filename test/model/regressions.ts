import type { Case, InputSpec, Step, TaskSpec } from './program.ts';

const task = (spec: Partial<TaskSpec> = {}): TaskSpec => ({
  params: [],
  inputs: [],
  code: { comment: 0, salt: 0, modulus: 97, failing: undefined },
  retries: 0,
  cache: 'always',
  isVersioned: false,
  inLayer: false,
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
  how: 'plain',
  ...spec,
});

/** What was wrong once, in the product or in the reference, as small as shrinking made it. */
export const regressions: Readonly<Record<string, Case>> = {
  'a run that is cancelled by whoever hears that it starts': {
    program: [task()],
    steps: [step({ target: 0, how: { abortAt: 0 } }), step({ target: 0 })],
  },
  'a dry run of a mapping that reads two inputs, of which one is made by a node that runs': {
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
};
