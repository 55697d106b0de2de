import { isAbsolute, sep } from 'node:path';
import { isInNodeModules, isOwnFile } from '../../modules/own-package.ts';
import { parseStack } from '../../modules/stack.ts';
import { currentExecution } from '../../runtime/current-execution.ts';
import type { OutsideUse } from '../../runtime/job.ts';

/** A stack costs more than most of the calls that are watched: of a loop, the first rounds tell all. */
const maxStacks = 1000;
const maxUses = 20;
const stackDepth = 40;

/** Our own layers call with them: without a user's frame on the stack they are not the task's. */
const storagePackages = /^@(?:aws-sdk|smithy)\//;

type Kind = OutsideUse['kind'];

/** Collects by which calls a task asks the world for something, in a process that runs one job. */
export class OutsideUseLog {
  readonly #uses = new Map<string, OutsideUse>();
  readonly #stacks = new Map<Kind, number>();

  get uses(): OutsideUse[] {
    return [...this.#uses.values()];
  }

  /**
   * Notes a call. `what` is only asked for if the call is the task's; `below`: the watching function, where the stack
   * begins.
   */
  note(kind: Kind, what: () => string, below: Function): void {
    const stacks = this.#stacks.get(kind) ?? 0;
    if (stacks >= maxStacks || this.#uses.size >= maxUses) return;
    this.#stacks.set(kind, stacks + 1);
    const caller = callerIn(stackBelow(below));
    if (!caller || !isTheTasks(kind, caller)) return;
    const { at, package: by } = caller;
    // One connection is several calls: the first says most.
    const call = kind === 'network' ? '' : what();
    const key = JSON.stringify([kind, call, at, by]);
    if (!this.#uses.has(key)) this.#uses.set(key, { kind, what: call || what(), at, package: by });
  }
}

type Caller = Pick<OutsideUse, 'at' | 'package'>;

/** Packages read clocks when they are loaded: only what is called while the task runs counts, and native code, which stays. */
const isTheTasks = (kind: Kind, { at, package: by }: Caller): boolean =>
  kind === 'native' || (by === null && at !== null) || currentExecution() !== undefined;

function stackBelow(below: Function): string {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = stackDepth;
  try {
    Error.captureStackTrace(holder, below);
    return String(holder.stack);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Gives the user's line and the package that made the call for it; undefined if Clew or Node made it. */
export function callerIn(stack: string): Caller | undefined {
  let by: string | null = null;
  for (const { file, line } of parseStack(stack).filter((frame) => isAbsolute(frame.file))) {
    if (isOwnFile(file)) return undefined;
    if (!isInNodeModules(file)) return { at: { file, line }, package: by };
    by ??= packageOf(file);
  }
  return by === null || storagePackages.test(by) ? undefined : { at: null, package: by };
}

/** Gives the name of the package that a file is installed with. */
export function packageOf(file: string): string {
  const inside = `${sep}node_modules${sep}`;
  const [first, second] = file.slice(file.lastIndexOf(inside) + inside.length).split(sep);
  return first!.startsWith('@') ? `${first}/${second}` : first!;
}
