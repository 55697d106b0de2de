import { badOption } from './errors.ts';
import type { Tolerance } from './notes.ts';
import type { Says } from './compile-time-checks.ts';

/** How many of an input's tasks may fail: a number of them, or a share of them, rounded down. */
export type ToleranceOption = number | `${number} %` | `${number}%`;

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type UpToTwo = Digit | `${Digit}${Digit}`;

/** Literals that make no sense get a sentence; what the compiler doesn't know is checked when the class is declared. */
export type ToleranceVerdict<Amount> = Amount extends number
  ? number extends Amount
    ? unknown
    : `${Amount}` extends `-${string}` | `${string}.${string}`
      ? Says<'tolerate takes a whole number, 0 or more, or a share such as 10 % in quotes'>
      : unknown
  : Amount extends `${infer Share extends number} %`
    ? ShareVerdict<Share>
    : Amount extends `${infer Share extends number}%`
      ? ShareVerdict<Share>
      : unknown;

type ShareVerdict<Share extends number> = number extends Share
  ? unknown
  : `${Share}` extends '100' | UpToTwo | `${UpToTwo}.${number}`
    ? unknown
    : Says<'a share is 0 % to 100 %'>;

/** Undefined where no failure is tolerated. */
export function settleTolerance(given: unknown, where: string): Tolerance | undefined {
  if (given === undefined) return undefined;
  const tolerance = typeof given === 'string' ? share(given) : count(given);
  if (!tolerance) {
    const shown = typeof given === 'string' ? `'${given}'` : String(given);
    const next = "Give a whole number, 0 or more, or a share of 0 % to 100 % like '10 %'.";
    throw badOption(where, `tolerate is ${shown}`, next);
  }
  return tolerance.most === 0 ? undefined : tolerance;
}

const count = (given: unknown): Tolerance | undefined =>
  Number.isSafeInteger(given) && (given as number) >= 0 ? { most: given as number, percent: false } : undefined;

function share(text: string): Tolerance | undefined {
  const most = Number(/^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text)?.[1] ?? Number.NaN);
  return most <= 100 ? { most, percent: true } : undefined;
}

/** How many of so many may fail. */
export function toleratedOf({ most, percent }: Tolerance, total: number): number {
  // What is a whole number on paper must not fall short of it by a rounding of numbers here.
  return percent ? Math.floor((most * total) / 100 + 1e-9) : most;
}
