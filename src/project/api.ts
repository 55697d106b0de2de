import { loadSettings } from '../config/load.ts';
import type { Duration } from '../values/duration.ts';
import type { Output, ParamsOf } from '../authoring/index.ts';
import { documentOf, outputIdsOf, outputOf } from './document.ts';
import type { RunDocument } from './result.ts';
import { RunFailed } from './errors.ts';
import { RunInWorker } from './isolation-errors.ts';
import { isLoadingTasks } from './loading.ts';
import { type RunsOn, readOn } from './on.ts';
import { Project } from './open.ts';
import { prepare } from './prepare.ts';
import { execute } from './run.ts';
import { readTimeout } from './time-limit.ts';

export interface RunOptions {
  /** Where to look for the project: its folder or one below. Default: where the process stands. */
  readonly cwd?: string;
  readonly profile?: string;
  readonly concurrency?: number;
  /** Run everything again. */
  readonly force?: boolean;
  /** Names of tasks that run again, with everything that comes after them. */
  readonly forceFrom?: readonly string[];
  /** The first failure stops the run. */
  readonly failFast?: boolean;
  /** How long the whole run may take: then running tasks are asked to stop, and the run has failed. */
  readonly timeout?: Duration;
  /** Where its tasks run: `'sagemaker'` for jobs of Amazon SageMaker, as the settings say. Default: `'here'`. */
  readonly on?: RunsOn;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a task or a workflow from code, exactly as `npx run-workflow` does: same record, same cache.
 * Rejects with {@link RunFailed} if it does not come to its end.
 *
 * @example
 * ```ts
 * const { output, outputIds } = await run(Nightly, { day: new Date('2026-11-01') });
 * ```
 */
export async function run<T extends { run(): unknown }>(
  target: abstract new (...args: never[]) => T,
  params: ParamsOf<T> = {} as ParamsOf<T>,
  options: RunOptions = {},
): Promise<RunDocument<Output<T>>> {
  const {
    cwd = process.cwd(),
    profile,
    concurrency,
    force = false,
    failFast = false,
    forceFrom = [],
    signal,
    timeout,
    on = 'here',
  } = options;
  if (isLoadingTasks()) throw new RunInWorker((target as { readonly name: string }).name);
  const limit = timeout === undefined ? undefined : readTimeout('timeout', timeout);
  await using project = await Project.open(await loadSettings({ cwd, profile }));
  const prepared = prepare(project, target, params as object, { on: readOn('on', on) });
  const report = await execute(project, prepared, {
    force,
    failFast,
    forceFrom: new Set(forceFrom),
    ...(concurrency && { concurrency }),
    ...(signal && { signal }),
    ...(limit && { timeout: limit }),
  });
  if (report.status !== 'succeeded') throw new RunFailed(report);
  const output = await outputOf(project, report);
  return documentOf(report, output, await outputIdsOf(project, report)) as RunDocument<Output<T>>;
}
