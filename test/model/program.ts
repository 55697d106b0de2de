/*
 * What a user wrote and what a user did, as plain data: programs of tasks, and histories of runs. Everything in this
 * folder works on it: `arbitrary.ts` makes it, `build.ts` makes real classes of it, `reference.ts` says what is right.
 */

/** The parameters that tasks may have; small numbers are their values. */
export const paramNames = ['a', 'b', 'c'] as const;

export interface ParamSpec {
  readonly name: string;
  readonly byDefault: number;
  readonly significant: boolean;
}

/** A small number that a mapping finds: written down, a parameter of the task, or in the data of an input above. */
export type Amount =
  | { readonly of: 'number'; readonly number: number }
  | { readonly of: 'param'; readonly name: string }
  | { readonly of: 'input'; readonly field: string };

export interface InputSpec {
  readonly field: string;
  /** The task that is asked: one above, or the task itself. */
  readonly task: number;
  readonly mode: 'one' | 'each' | 'if';
  readonly handle: boolean;
  readonly significant: boolean;
  /** For `each` the number of nodes, for `if` whether there is one. */
  readonly amount: Amount;
  /** The parameter that the mapping gives, and its value; of `each`, the first one's. */
  readonly gives: { readonly name: string; readonly value: Amount } | undefined;
  /** `each` only: a longer list, and one that is asked for item by item. */
  readonly many: boolean;
  readonly lazy: boolean;
  /** `each` only: how many may fail. */
  readonly tolerate: number | `${number} %` | undefined;
}

/**
 * The cause of a task's failure. A plain error is tried again, and so is one that never ends, at its timeout; the other
 * two are refused by kind.
 */
export interface Failing {
  readonly when: 'always' | 'param' | 'first attempts' | 'world';
  readonly name: string;
  readonly number: number;
  readonly error: 'plain' | 'hangs' | 'permanent' | 'refused';
}

/** What stands in the class, so that another one is another code. */
export interface Code {
  /** Changes nothing but the text. */
  readonly comment: number;
  readonly salt: number;
  /** How many results there are: few of them are soon the same again. */
  readonly modulus: number;
  readonly failing: Failing | undefined;
}

export interface TaskSpec {
  readonly params: readonly ParamSpec[];
  readonly inputs: readonly InputSpec[];
  readonly code: Code;
  readonly retries: number;
  readonly cache: 'always' | 'never' | 'for a day';
  /** Its author keeps a version, which is the code's comment: only that counts as its code. */
  readonly isVersioned: boolean;
  /** Its value lies in a file. */
  readonly inLayer: boolean;
  /** The number of units that it takes of the one limit, of which there are two. */
  readonly units: number;
  /** How many turns of the event loop it takes. */
  readonly turns: number;
}

export type Program = readonly TaskSpec[];

/** What happens before a run. */
export type Action =
  | { readonly kind: 'edit'; readonly task: number; readonly comment: number; readonly salt: number }
  | { readonly kind: 'repair'; readonly task: number }
  | { readonly kind: 'default'; readonly task: number; readonly param: number; readonly value: number }
  /** What fails because of the world fails no more, or does again. */
  | { readonly kind: 'world'; readonly fine: boolean }
  | { readonly kind: 'days pass' }
  | { readonly kind: 'remove' | 'flip'; readonly file: number };

export interface Step {
  readonly actions: readonly Action[];
  readonly target: number;
  readonly params: Readonly<Record<string, number>>;
  readonly force: boolean;
  readonly forceFrom: number | undefined;
  readonly failFast: boolean;
  readonly concurrency: number;
  /** The target is a workflow that names tasks for its end, and for its failure, which take all units of the limit. */
  readonly handled: boolean;
  /** So many nodes of a list are there at a time; undefined for all of them. */
  readonly window: number | undefined;
  /** Aborted at the event of a number; or with another run of the same beside it, which starts at an event of the first. */
  readonly how: 'plain' | { readonly abortAt: number } | { readonly besideAt: number };
}

export interface Case {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** The program as it is after an action. */
export function act(program: Program, action: Action): Program {
  const change = (index: number, by: (task: TaskSpec) => Partial<TaskSpec>): Program =>
    program.map((task, i) => (i === index ? { ...task, ...by(task) } : task));
  switch (action.kind) {
    case 'edit':
      return change(action.task, ({ code }) => ({ code: { ...code, comment: action.comment, salt: action.salt } }));
    case 'repair':
      return change(action.task, ({ code }) => ({ code: { ...code, failing: undefined } }));
    case 'default':
      return change(action.task, ({ params }) => ({
        params: params.map((param, i) => (i === action.param ? { ...param, byDefault: action.value } : param)),
      }));
    default:
      return program;
  }
}
