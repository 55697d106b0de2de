import { recordClosed } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Jobs } from './job-types.ts';

/** Loaded when they are first asked for: few records have any. Whatever the database says comes out as one of our errors. */
export function guardJobs(store: Store, isClosed: () => boolean): Jobs {
  let loading: Promise<Jobs> | undefined;
  const ask =
    <K extends keyof Jobs>(name: K) =>
    async (...args: Parameters<Jobs[K]>): Promise<Awaited<ReturnType<Jobs[K]>>> => {
      if (isClosed()) throw recordClosed(store.place);
      loading ??= import('./create-jobs.ts').then(({ createJobs: jobsOver }) => jobsOver(store));
      try {
        const work = (await loading)[name] as (...given: unknown[]) => Promise<Awaited<ReturnType<Jobs[K]>>>;
        return await work(...args);
      } catch (error) {
        throw store.translate(error);
      }
    };
  return {
    begin: ask('begin'),
    tell: ask('tell'),
    orphansOf: ask('orphansOf'),
    adopt: ask('adopt'),
    renew: ask('renew'),
    settle: ask('settle'),
    forget: ask('forget'),
    abandonedBefore: ask('abandonedBefore'),
    list: ask('list'),
    of: ask('of'),
    names: ask('names'),
    sums: ask('sums'),
    usual: ask('usual'),
    slot: ask('slot'),
  };
}
