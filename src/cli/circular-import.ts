import { userError } from '../errors.ts';
import { LoadFailed } from '../modules/errors.ts';
import { readModule } from '../modules/read.ts';
import { resolveImport } from '../modules/resolve.ts';
import { shownFrame, shownPath, userFrame } from '../modules/stack.ts';

/** Modules import each other in a circle, and one of them needs another before it has run. */
export const circularImport = userError(
  'CIRCULAR_IMPORT',
  (place: string, name: string, circle: readonly string[], cause: unknown) => ({
    message: `${place} needs ${name} before it is there: ${circle.join(' → ')} import each other in a circle.`,
    next: 'Move what both of them need into a module of its own, or let only one of them import the other.',
    cause,
  }),
);

/** A class is used further up than it is declared. */
export const usedTooEarly = userError('USED_TOO_EARLY', (place: string, name: string, cause: unknown) => ({
  message: `${place} uses ${name} before it is declared.`,
  next: `Move the declaration of ${name} above that line.`,
  cause,
}));

/** Explains what a module that failed to load fell over, in better words where an order of things is to blame. */
export function explainOrder(error: unknown): unknown {
  if (!(error instanceof LoadFailed) || !(error.cause instanceof ReferenceError)) return error;
  // V8 gives neither a code nor the name, only this sentence.
  const name = /^Cannot access '(.+)' before initialization$/.exec(error.cause.message)?.[1];
  const frame = userFrame(error.cause.stack ?? '');
  if (name === undefined || !frame) return error;
  const circle = circleThrough(frame.file);
  return circle
    ? circularImport(
        shownFrame(frame),
        name,
        circle.map((file) => shownPath(file)),
        error.cause,
      )
    : usedTooEarly(shownFrame(frame), name, error.cause);
}

/** The shortest way from a module over its imports back to itself. */
function circleThrough(start: string): string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const file of filesImportedBy(way.at(-1)!)) {
      if (file === start) return [...way, start];
      if (seen.has(file)) continue;
      seen.add(file);
      ways.push([...way, file]);
    }
  }
  return undefined;
}

function filesImportedBy(file: string): string[] {
  return readModule(file).imports.flatMap((specifier) => {
    const target = resolveImport(specifier, file);
    return target.kind === 'file' ? [target.file] : [];
  });
}
