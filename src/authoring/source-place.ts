import { fileURLToPath } from 'node:url';
import type { SourcePlace } from './notes.ts';

/**
 * Where a decorator's factory was called: the line of the class that it marks.
 *
 * Everything from the factory inwards is left out by V8, so one frame is enough. The text of `stack` is read,
 * not the structured call sites: only the text goes through source maps.
 */
export function placeOfCaller(factory: (...args: never[]) => unknown): SourcePlace | undefined {
  const limit = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  try {
    Error.stackTraceLimit = 1;
    Error.captureStackTrace(holder, factory);
    // Some runtimes make the text when it is asked for, so it is asked for under this limit.
    return parsePlace(holder.stack);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** The place that the first frame of a stack names, or undefined where that is no file. */
export function parsePlace(stack: unknown): SourcePlace | undefined {
  if (typeof stack !== 'string') return undefined;
  const frame = /^\s*at (.*)$/m.exec(stack)?.[1]?.trim();
  if (frame === undefined) return undefined;
  // `name (location)`, or the location alone; folders may have parentheses and spaces in their names.
  const location = frame.endsWith(')') ? frame.slice(frame.indexOf(' (') + 2, -1) : frame.replace(/^async /, '');
  const match = /^((?:file:\/\/|\/|[A-Za-z]:[\\/]).*):(\d+):\d+$/.exec(location);
  if (!match) return undefined;
  const [, file, line] = match as unknown as [string, string, string];
  return Object.freeze({
    file: pathOfScript(file)!,
    line: Number(line),
  });
}

/** Gives the path of a script as V8 names it; undefined if it is no file. */
export function pathOfScript(name: string): string | undefined {
  if (name.startsWith('file:')) return pathOf(name);
  return /^(\/|[A-Za-z]:[\\/])/.test(name) ? name.replace(/\?.*$/, '') : undefined;
}

/** A query after the path tells versions of a module apart; it is no part of the file's name. */
function pathOf(url: string): string {
  const plain = new URL(url);
  plain.search = '';
  plain.hash = '';
  return fileURLToPath(plain);
}
