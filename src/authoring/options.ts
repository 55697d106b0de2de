import { parseDuration, type Duration } from '../values/duration.ts';
import { BadOption } from './errors.ts';

/** What `@Task` and `@Workflow` may be told. */
export interface TaskOptions {
  /** How the task is called everywhere; the class's name if left out. Letters, digits, `_`, `.` and `-`. */
  readonly name?: string;
  /** One sentence for people. */
  readonly doc?: string;
  /** The name of a storage layer in the settings. */
  readonly storage?: string;
  /** The name of a model family, whose runs record more. */
  readonly modelFamily?: string;
  /** A word for what kind of work it is, such as `training`. */
  readonly taskType?: string;
  /** Takes the place of the code in the task's identity: what has the same version counts as unchanged. */
  readonly version?: string;
  /** Whom to ask about it. */
  readonly owner?: string;
  /** Whether an earlier result may serve. `false` for tasks with effects. Default: `true`. */
  readonly cache?: boolean;
  /** How many more times to try after a failure. Default: 0. */
  readonly retries?: number;
  /** The pause before the first retry; doubled for each further one. Default: `'1 s'`. */
  readonly backoff?: Duration;
  /** How long one attempt may take. Default: for ever. */
  readonly timeout?: Duration;
}

/** Options as the note keeps them: every default settled, durations in milliseconds. */
export interface SettledOptions {
  readonly name: string;
  readonly doc: string | undefined;
  readonly storage: string | undefined;
  readonly modelFamily: string | undefined;
  readonly taskType: string | undefined;
  readonly version: string | undefined;
  readonly owner: string | undefined;
  readonly cache: boolean;
  readonly retries: number;
  readonly backoff: number;
  readonly timeout: number | undefined;
}

const texts = ['name', 'doc', 'storage', 'modelFamily', 'taskType', 'version', 'owner'] as const;
const known = [...texts, 'cache', 'retries', 'backoff', 'timeout'];

/** `where` is how the class is called in messages: `@Task of Nightly`. */
export function settleOptions(options: TaskOptions, className: string, where: string): SettledOptions {
  checkObject(options, where);
  checkNames(options, known, where);
  for (const text of texts) checkType(options, text, 'string', where);
  checkType(options, 'cache', 'boolean', where);
  const { retries = 0 } = options;
  if (!Number.isSafeInteger(retries) || retries < 0) {
    throw new BadOption(where, `retries is ${String(retries)}`, 'Give a whole number, 0 or more.');
  }
  const { doc, storage, modelFamily, taskType, version, owner, cache = true } = options;
  const name = checkName(options.name ?? className, options.name === undefined, where);
  const backoff = duration(options, 'backoff', where) ?? 1000;
  const timeout = duration(options, 'timeout', where);
  if (timeout === 0)
    throw new BadOption(where, 'timeout is 0, so no attempt could end in time', 'Leave it out for no limit.');
  return { name, doc, storage, modelFamily, taskType, version, owner, cache, retries, backoff, timeout };
}

export function checkObject(options: unknown, where: string): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  throw new BadOption(where, 'its options are no object', 'Write them as `{ … }`, or leave them out.');
}

export function checkNames(options: object, names: readonly string[], where: string): void {
  for (const name of Object.keys(options)) if (!names.includes(name)) throw BadOption.unknown(where, name, names);
}

export function checkType<O extends object>(
  options: O,
  name: keyof O & string,
  type: 'string' | 'boolean',
  where: string,
): void {
  const value = options[name];
  if (value === undefined) return;
  if (typeof value !== type) throw new BadOption(where, `${name} is a ${typeof value}`, `Give a ${type}.`);
  if (value === '') throw new BadOption(where, `${name} is empty`, 'Leave it out, or write something.');
}

function checkName(name: string, fromClass: boolean, where: string): string {
  if (/^[A-Za-z0-9_][\w.-]*$/.test(name)) return name;
  if (name === '') throw new BadOption(where, 'the class has no name', "Name the class, or give `name: '…'`.");
  const next = `${fromClass ? "Give a plainer one by `name: '…'`" : 'Change it'}: letters a to z, digits, '_', '.' and '-', no '.' or '-' at the start.`;
  throw new BadOption(where, `the name '${name}' can't be used`, next);
}

function duration(options: TaskOptions, name: 'backoff' | 'timeout', where: string): number | undefined {
  const text: unknown = options[name];
  if (text === undefined) return undefined;
  const ms = typeof text === 'string' ? parseDuration(text) : undefined;
  if (ms !== undefined) return ms;
  throw new BadOption(
    where,
    `${name} is ${JSON.stringify(text)}, which is no duration`,
    "Write it like '30 min', '1.5 h' or '250 ms'.",
  );
}
