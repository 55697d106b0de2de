import { seed } from './random.ts';

/** True for `CLEW_TEST_FULL=1 npm run test:long`, which takes hours. */
export const isFullSize = process.env['CLEW_TEST_FULL'] === '1';

/** Gives how often something is tried. `variable` names an environment variable that says otherwise. */
export const sizeOf = (variable: string, { usual, full }: { readonly usual: number; readonly full: number }): number =>
  Number(process.env[variable] ?? (isFullSize ? full : usual));

/** The distance between two that are tried of very many, and the first one, which is another for each seed. */
export const stride = isFullSize ? 1 : 3;
export const start = seed % stride;

/** Gives each third item and the last, or all at full size. */
export const someOf = <T>(items: readonly T[]): T[] =>
  items.filter((_, i) => i % stride === start || i === items.length - 1);
