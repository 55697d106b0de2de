import { realpathSync } from 'node:fs';
import { summaryOf } from './analysis/links.ts';
import type { StatementSummary } from './analysis/summary.ts';
import { isJavaScript, isTypeScript } from './candidates.ts';
import type { TaskRoots } from './task-code.ts';
import { isUserFile } from './own-package.ts';
import { readModule } from './read.ts';

/** The place where a class was marked, as far as it is known. */
export interface MarkedClass {
  readonly target: { readonly name: string };
  readonly place?: { readonly file: string } | undefined;
  /** Places in the JavaScript that runs, the innermost first. */
  readonly frames: readonly { readonly file: string; readonly line: number; readonly column: number }[];
}

/**
 * Gives the names under which a task's own code stands in its files: of the statement that has the text of its class,
 * and of those whose calls have marked it. If that can't be determined, it is the class of that name, else the whole
 * file.
 */
export function rootsOf({ target, place, frames }: MarkedClass): TaskRoots {
  const text = String(target);
  const files = [...new Set([...(place ? [place.file] : []), ...frames.map(({ file }) => file)])];
  const real = new Map(files.map((file) => [file, realFile(file)]));
  // Text found in none of the files was compiled by another tool, and its frames refer to that tool's output.
  const isOurs = files.some((file) => textOf(real.get(file)!).includes(text));
  return files.map((file) => {
    const at = real.get(file)!;
    const here = frames.filter((frame) => frame.file === file);
    const names = isOurs ? namesAt(at, text, here) : undefined;
    return [at, names ?? namedClass(at, target.name) ?? 'whole'] as const;
  });
}

/**
 * Gives the text of a class that was compiled while the program ran, as by `eval`: none of its files contains it.
 * Undefined for any other class, even if another compiler has changed it: its file declares a class of that name.
 */
export function runtimeTextOf({ target, place, frames }: MarkedClass): string | undefined {
  const text = String(target);
  const files = new Set([...(place ? [place.file] : []), ...frames.map(({ file }) => file)].map(realFile));
  const isThere = [...files].some((file) => textOf(file).includes(text) || namedClass(file, target.name));
  return isThere ? undefined : text;
}

/** Gives the names that a task's own statements declare in a file; undefined if that can't be determined. */
export function declaredFor({ target, frames }: MarkedClass, file: string): string[] | undefined {
  const at = realFile(file);
  if (summaryOf(at).whole) return undefined;
  const here = frames.filter((frame) => frame.file === file);
  const found = statementsFor(at, String(target), here);
  return found.every((statement) => statement) ? found.flatMap((statement) => [...statement!.declares]) : undefined;
}

function namesAt(file: string, text: string, frames: MarkedClass['frames']): string[] | undefined {
  const found = statementsFor(file, text, frames);
  const names = found.flatMap((statement) => [...(statement?.declares ?? []), ...(statement?.changes ?? [])]);
  const isNamed = found.every((statement) => statement && statement.declares.length + statement.changes.length > 0);
  return isNamed && names.length > 0 ? [...new Set(names)].sort() : undefined;
}

/** Gives the statements that contain the text, and those of the calls; undefined for a call that isn't in the file. */
function statementsFor(file: string, text: string, frames: MarkedClass['frames']): (StatementSummary | undefined)[] {
  const { statements } = summaryOf(file);
  const found = new Set<StatementSummary | undefined>();
  const code = textOf(file);
  const lines = code.split(lineEnd);
  for (const { line, column } of frames) {
    const isCall = /^(new\s+)?[\w$#.]+\s*[(`]/.test(lines[line - 1]?.slice(column - 1) ?? '');
    found.add(isCall ? statementAt(statements, line, column) : undefined);
  }
  for (let at = code.indexOf(text); at >= 0; at = code.indexOf(text, at + 1)) {
    const before = code.slice(0, at).split(lineEnd);
    found.add(statementAt(statements, before.length, before.at(-1)!.length + 1));
  }
  return [...found];
}

const lineEnd = /\r\n|[\n\r\u2028\u2029]/;

const statementAt = (
  statements: readonly StatementSummary[],
  line: number,
  column: number,
): StatementSummary | undefined =>
  statements.find(
    ({ range: [from, left, to, right] }) =>
      (line > from || (line === from && column >= left)) && (line < to || (line === to && column < right)),
  );

function namedClass(file: string, name: string): string[] | undefined {
  const isThere = name !== '' && summaryOf(file).statements.some(({ declares }) => declares.includes(name));
  return isThere ? [name] : undefined;
}

function textOf(file: string): string {
  const { code, source } = readModule(file);
  return code ?? source;
}

function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Gives the file, with links followed, if it is a module that a user wrote; undefined for any other. */
export function userModule(file: string): string | undefined {
  const real = realFile(file);
  return isUserFile(real) && (isTypeScript(real) || isJavaScript(real)) ? real : undefined;
}
