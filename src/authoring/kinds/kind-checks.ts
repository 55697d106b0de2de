import { checkNames } from '../check.ts';
import { badOption } from '../errors.ts';

/**
 * One execution of a component, as its kind's checks see it.
 *
 * @example `({ args: [items], fields }: CheckedRun<{ k: number }>) => items.length >= fields.k`
 */
export interface CheckedRun<Fields = any> {
  /** The component's name. */
  readonly component: string;
  /** The fields that were given for the component when its kind was named. */
  readonly fields: Fields;
  /** The task itself, with its parameters and inputs; for a registered method, its object. */
  readonly self: any;
  /** The arguments that registered code was called with; none for a task. */
  readonly args: readonly any[];
}

/**
 * The same when it has run.
 *
 * @example `({ result, fields }: CheckedResult<{ k: number }>) => result.length === fields.k || "too few"`
 */
export interface CheckedResult<Fields = any> extends CheckedRun<Fields> {
  /** The value that it gave; for a generator the one that it returned, for a task that returns a stream nothing. */
  readonly result: any;
}

/** `false`, or a text that says what is wrong, or an error: it doesn't hold. Everything else: it does. */
export type CheckVerdict = boolean | string | undefined | void;

/** Looks at one execution. One that is async holds up only code that is async itself. */
export type Check<Run> = (run: Run) => CheckVerdict | Promise<CheckVerdict>;

/** A check, and what one that doesn't hold does: `warn` (default) is recorded and said, `fail` makes the execution fail. */
export type CheckOption<Run> = Check<Run> | { readonly check: Check<Run>; readonly otherwise?: 'warn' | 'fail' };

/**
 * Checks by name: the name says what should hold.
 *
 * @example
 * ```ts
 * const checks: KindChecks = {
 *   before: { 'there is something to rank': ({ args: [items] }) => items.length > 0 },
 *   after: { 'scores are finite': { check: ({ result }) => result.every(Number.isFinite), otherwise: 'fail' } },
 * };
 * ```
 */
export interface KindChecks<Fields = any> {
  readonly before?: { readonly [name: string]: CheckOption<CheckedRun<Fields>> };
  readonly after?: { readonly [name: string]: CheckOption<CheckedResult<Fields>> };
}

/** One of them, with its default settled. */
export interface SettledCheck {
  readonly name: string;
  readonly check: Check<any>;
  readonly otherwise: 'warn' | 'fail';
}

export interface SettledChecks {
  readonly before: readonly SettledCheck[];
  readonly after: readonly SettledCheck[];
}

export function settleChecks(checks: KindChecks, where: string): SettledChecks {
  checkNames(checks, ['before', 'after'], `checks of ${where}`);
  return { before: settle(checks.before, where), after: settle(checks.after, where) };
}

function settle(checks: KindChecks['before'] | KindChecks['after'] = {}, where: string): SettledCheck[] {
  return Object.entries(checks).map(([name, option]) => {
    const at = `check '${name}' of ${where}`;
    if (typeof option === 'object' && option !== null) checkNames(option, ['check', 'otherwise'], at);
    const { check, otherwise = 'warn' } = typeof option === 'function' ? { check: option } : (option ?? {});
    if (typeof check !== 'function') throw badOption(at, 'it is no function', 'Write it like `(run) => …`.');
    if (otherwise !== 'warn' && otherwise !== 'fail') {
      throw badOption(at, `otherwise is ${JSON.stringify(otherwise)}`, "Write 'warn' or 'fail'.");
    }
    return { name, check: check as Check<any>, otherwise };
  });
}
