import type { CodecName } from './codec-names.ts';
import type { Duration } from '../values/duration.ts';
import { plainPattern } from '../values/glob.ts';
import { checkDuration, checkNames, checkObject, checkType } from './check.ts';
import { badOption } from './errors.ts';
import { checkKindUse, type KindUse } from './kinds/kind.ts';
import { type Isolation, type Memory, type SettledIsolation, settleIsolation } from './isolate.ts';
import { type LimitNeed, type LimitsTaken, settleLimits } from './limit-options.ts';
import { type RunLocation, type SettledRunLocation, settleRunLocation } from './run-location.ts';
import { type RetryOptions, type SettledRetries, settleRetries } from './retry.ts';

/** The options of `@Task` and `@Workflow`. */
export interface TaskOptions {
  /** How the task is called everywhere; the class's name if left out. Letters, digits, `_`, `.` and `-`. */
  readonly name?: string;
  /** One sentence for people. */
  readonly doc?: string;
  /** The name of a storage layer in the settings. */
  readonly storage?: string;
  /** The name of the codec that writes what `run()` returns. Default: by the value. */
  readonly codec?: CodecName;
  /** The name of a model family, whose runs record more. */
  readonly modelFamily?: string;
  /** A word for what kind of work it is, such as `training`. */
  readonly taskType?: string;
  /** The kind of component it is, one that `defineComponentKind` has defined: with fields and checks of its own. */
  readonly kind?: KindUse;
  /** For how long what it gives counts as fresh: what is older is called stale by `clew bt`. Nothing is run for it. */
  readonly freshFor?: Duration;
  /** Takes the place of the code in the task's identity: what has the same version counts as unchanged. */
  readonly version?: string;
  /** Whom to ask about it. */
  readonly owner?: string;
  /**
   * Whether an earlier result may serve. `false` for tasks with effects; `{ for: '1 day' }` where a result is made
   * again once it is older than that. Default: `true`.
   */
  readonly cache?: boolean | CacheOptions;
  /**
   * Files that its result depends on although nothing shows that it reads them: what native code or another program
   * opens. Paths from the project's folder, `*`, `**` and `{a,b}` included. What Node reads is noted without it.
   *
   * @example
   * ```ts
   * @Task({ reads: ['train.py', 'data/*.csv'] })
   * export class Train {
   *   run() { return fitInPython(); }
   * }
   * ```
   */
  readonly reads?: string | readonly string[];
  /** Files that it reads and that don't change its result, such as `'logs/**'`. Paths as in `reads`. */
  readonly ignore?: string | readonly string[];
  /**
   * The number of further attempts after a failure; default: 0. With a pause, or for some failures only:
   * `{ times: 3, backoff: '500 ms', on: (error) => error instanceof TypeError }`.
   */
  readonly retries?: number | RetryOptions;
  /** How long one attempt may take. Default: for ever. */
  readonly timeout?: Duration;
  /**
   * The units that one execution takes of the limits in the settings, while it runs: `'gpu'` for one unit, `['gpu',
   * 'licence']` for one unit of each, `{ 'warehouse-connections': 3 }` for more. Where they are taken, it waits.
   * Default: none.
   */
  readonly limits?: LimitsTaken;
  /**
   * Runs it apart from the others, in a warm worker: a `'thread'` for what keeps the processor busy, a `'process'` for
   * what may also crash. What blocks, calls `process.exit()` or runs out of memory there costs only itself.
   * `false`: in the run's own process, whatever the settings say. Default: the setting `isolate`, else `false`.
   *
   * @example
   * ```ts
   * @Task({ isolate: 'process', memory: '2 GB', timeout: '10 min' })
   * export class Train {
   *   run() { return fitInNativeCode(); }
   * }
   * ```
   */
  readonly isolate?: Isolation | false;
  /** How much its worker may hold in JavaScript values, such as `'512 MB'`; only for isolated tasks. Default: Node's own. */
  readonly memory?: Memory;
  /**
   * Where it runs with `--on sagemaker`: in a job of its own as this says, or `'here'`, with the scheduler. Default: a
   * Processing job as the settings say; workflows, and what runs at their end, stay here.
   *
   * @example
   * ```ts
   * @Task({ on: { job: 'training', instance: 'ml.g5.xlarge', spot: true } })
   * export class TrainNetwork {
   *   run() { return fit(); }
   * }
   * ```
   */
  readonly on?: RunLocation;
}

/** How long an earlier result may serve. */
export interface CacheOptions {
  readonly for: Duration;
}

/** Options as the note keeps them: every default settled, durations in milliseconds. */
export interface SettledOptions extends SettledRetries, SettledIsolation {
  readonly name: string;
  readonly doc: string | undefined;
  readonly storage: string | undefined;
  readonly codec: string | undefined;
  readonly modelFamily: string | undefined;
  readonly taskType: string | undefined;
  readonly version: string | undefined;
  readonly owner: string | undefined;
  readonly componentKind: KindUse | undefined;
  readonly freshFor: number | undefined;
  readonly cache: boolean;
  readonly cacheFor: number | undefined;
  readonly timeout: number | undefined;
  readonly reads: readonly string[];
  readonly ignore: readonly string[];
  readonly limits: readonly LimitNeed[] | undefined;
  readonly on: SettledRunLocation | undefined;
}

const texts = ['name', 'doc', 'storage', 'codec', 'modelFamily', 'taskType', 'version', 'owner'] as const;
const known = [
  ...texts,
  'kind',
  'freshFor',
  'cache',
  'reads',
  'ignore',
  'retries',
  'timeout',
  'limits',
  'isolate',
  'memory',
  'on',
];

/** `where` is how the class is called in messages: `@Task of Nightly`; `more` are options that others settle. */
export function settleOptions(
  options: TaskOptions,
  className: string,
  where: string,
  more: readonly string[] = [],
): SettledOptions {
  checkObject(options, where);
  checkNames(options, [...known, ...more], where);
  for (const text of texts) checkType(options, text, 'string', where);
  const { doc, storage, codec, modelFamily, taskType, version, owner } = options;
  const name = checkName(options.name ?? className, options.name === undefined, where);
  const timeout = checkDuration(options.timeout, 'timeout', where);
  if (timeout === 0)
    throw badOption(where, 'timeout is 0, so no attempt could end in time', 'Leave it out for no limit.');
  const settled = {
    ...settleCache(options.cache, where),
    ...settleRetries(options.retries, where),
    ...settleIsolation(options, where),
    reads: checkPatterns(options.reads, 'reads', where),
    ignore: checkPatterns(options.ignore, 'ignore', where),
    limits: settleLimits(options.limits, where),
    on: settleRunLocation(options.on, where),
    componentKind: checkKindUse(options.kind, where),
    freshFor: checkFreshFor(options.freshFor, where),
    timeout,
  };
  return { name, doc, storage, codec, modelFamily, taskType, version, owner, ...settled };
}

function settleCache(cache: TaskOptions['cache'] = true, where: string): Pick<SettledOptions, 'cache' | 'cacheFor'> {
  if (typeof cache === 'boolean') return { cache, cacheFor: undefined };
  const at = `cache in ${where}`;
  if (typeof cache !== 'object' || cache === null)
    throw badOption(where, `cache is a ${typeof cache}`, "Give true, false or `{ for: '1 day' }`.");
  checkNames(cache, ['for'], at);
  const cacheFor = checkDuration(cache.for, 'for', at);
  if (cacheFor === undefined) throw badOption(at, 'for is missing', "Write it like `{ for: '1 day' }`.");
  if (cacheFor === 0) throw badOption(at, 'for is 0, so nothing could serve again', 'Write `cache: false`.');
  return { cache: true, cacheFor };
}

function checkPatterns(patterns: unknown = [], name: string, where: string): readonly string[] {
  const all: unknown[] = Array.isArray(patterns) ? patterns : [patterns];
  const wrong = all.find((one) => typeof one !== 'string' || one === '');
  if (wrong !== undefined) {
    const what = wrong === '' ? `${name} has an empty path` : `${name} has a ${typeof wrong} in it`;
    throw badOption(where, what, `Write it like \`${name}: ['data/*.csv']\`.`);
  }
  return all.map((pattern) => plainPattern(pattern as string));
}

/** Also of what is no task. */
export function checkFreshFor(freshFor: unknown, where: string): number | undefined {
  const ms = checkDuration(freshFor, 'freshFor', where);
  if (ms === 0) throw badOption(where, 'freshFor is 0, so nothing could be fresh', 'Leave it out for no limit.');
  return ms;
}

function checkName(name: string, fromClass: boolean, where: string): string {
  if (/^[A-Za-z0-9_][\w.-]*$/.test(name)) return name;
  if (name === '') throw badOption(where, 'the class has no name', "Name the class, or give `name: '…'`.");
  const next = `${fromClass ? "Give a plainer one by `name: '…'`" : 'Change it'}: letters a to z, digits, '_', '.' and '-', no '.' or '-' at the start.`;
  throw badOption(where, `the name '${name}' can't be used`, next);
}
