import type { Store } from '../store.ts';
import type { Jobs } from './job-types.ts';

const names = [
  'begin',
  'tell',
  'orphansOf',
  'adopt',
  'renew',
  'settle',
  'forget',
  'abandonedBefore',
  'list',
  'of',
  'names',
  'sums',
  'usual',
  'slot',
] as const satisfies readonly (keyof Jobs)[];

/** Loads the jobs' queries when they are first asked for: few records have any. */
export function lazyJobs(store: Store): Jobs {
  let loading: Promise<Jobs> | undefined;
  const call =
    (name: (typeof names)[number]) =>
    async (...args: unknown[]): Promise<unknown> => {
      loading ??= import('./create-jobs.ts').then(({ createJobs }) => createJobs(store));
      return ((await loading)[name] as (...given: unknown[]) => unknown)(...args);
    };
  return Object.fromEntries(names.map((name) => [name, call(name)])) as unknown as Jobs;
}
