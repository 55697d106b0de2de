import { summaryOf } from './analysis/links.ts';
import { holdsState } from './analysis/reach.ts';
import { barePackages, effectsIn } from './analysis/slice.ts';

const nothing: ReadonlySet<string> = new Set();

/** Tells of a project's file whether evaluating it does something other than declaring. What can't be parsed does. */
export const hasEffects = (file: string): boolean =>
  parsedOr(true, () => effectsIn(file).length > 0 || barePackages(file).length > 0);

/** Tells of a project's file whether something at its top level may remember what happened before. */
export const remembersState = (file: string): boolean =>
  parsedOr(true, () => holdsState(file, summaryOf(file).statements, nothing));

function parsedOr(otherwise: boolean, ask: () => boolean): boolean {
  try {
    return ask();
  } catch {
    return otherwise;
  }
}
