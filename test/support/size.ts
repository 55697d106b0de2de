import { seed } from './random.ts';

/** True for `npm run test:long`, where everything has its full size. */
export const isLong = process.env['CLEW_TEST_LONG'] === '1';

/** Gives how often something is tried. `variable` names an environment variable that says otherwise. */
export const sizeOf = (variable: string, { usual, long }: { readonly usual: number; readonly long: number }): number =>
  Number(process.env[variable] ?? (isLong ? long : usual));

/** The distance between two that are tried of very many, and the first one, which is another for each seed. */
export const stride = isLong ? 1 : 3;
export const start = seed % stride;

/** Gives all items in the long tests; in the usual ones each third and the last. */
export const someOf = <T>(items: readonly T[]): T[] =>
  items.filter((_, i) => i % stride === start || i === items.length - 1);
