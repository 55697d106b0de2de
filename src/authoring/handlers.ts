import { badOption, notATask } from './errors.ts';
import { type ComponentKind, checkKinds } from './kinds/kind.ts';
import { noteOf, type Class } from './notes.ts';
import { isClass } from './reflection.ts';
import type { Runnable, TaskClass } from './types.ts';

/** A task that runs when a workflow has come to its end. */
export type Handler = TaskClass<Runnable>;

/**
 * The options of `@Workflow` about its end. The tasks get parameters by name from the workflow, and a `RunOutcome` in
 * their constructor if they ask for it. They run every time, once nothing of the workflow runs any more.
 *
 * @example
 * ```ts
 * @Workflow({ onFailure: Alert, finally: [CleanUp, Report] })
 * export class Nightly { … }
 * ```
 */
export interface HandlerOptions {
  /** Runs when the workflow failed, or could not run because something before it failed; not when it was cancelled. */
  readonly onFailure?: Handler | readonly Handler[];
  /** Runs when the workflow is over, whatever became of it: also when it was cancelled, or its time was over. */
  readonly finally?: Handler | readonly Handler[];
  /** Kinds of which there must be a task in the workflow: where there is none, nothing runs, and it says which. */
  readonly requires?: ComponentKind | readonly ComponentKind[];
}

/** Handlers as the note keeps them, in the order in which they were named. */
export interface SettledHandlers {
  readonly onFailure: readonly Class[];
  readonly finally: readonly Class[];
  readonly requires: readonly string[];
}

const handlers = ['onFailure', 'finally'] as const;
export const handlerNames = [...handlers, 'requires'];

export function settleHandlers(options: HandlerOptions, target: Class, where: string): SettledHandlers {
  const [onFailure, last] = handlers.map((name) => settle(options[name], name, target, where));
  return { onFailure: onFailure!, finally: last!, requires: checkKinds(options.requires, 'requires', where) };
}

function settle(given: unknown, name: string, target: Class, where: string): Class[] {
  if (given === undefined) return [];
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const handler of all) check(handler, name, target, where);
  const twice = all.find((handler, i) => all.indexOf(handler) !== i) as { name: string } | undefined;
  if (twice) throw badOption(where, `${name} names ${twice.name} twice`, 'Name it once.');
  return [...all] as Class[];
}

function check(handler: unknown, name: string, target: Class, where: string): void {
  if (handler === undefined || handler === null) {
    throw badOption(
      where,
      `${name} names a task that is not there yet`,
      'Declare it above, or move it to a module that does not import this one.',
    );
  }
  if (!isClass(handler)) throw badOption(where, `${name} is no class`, `Write \`${name}: SomeTask\`, or a list.`);
  if (handler === target) throw badOption(where, `${name} names the workflow itself`, 'Name another task.');
  const note = noteOf(handler);
  if (!note) {
    const next = `Write @Task() above class ${handler.name}.`;
    throw notATask(`${handler.name}, which ${name} of ${where} names,`, 'is not marked as a task', next);
  }
  if (note.onFailure.length + note.finally.length === 0) return;
  const why = `${name} names ${note.name}, which has handlers of its own`;
  throw badOption(where, why, 'Name a task without onFailure and finally.');
}
