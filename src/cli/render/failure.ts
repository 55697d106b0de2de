import { readFileSync } from 'node:fs';
import type { JobError } from '../../lineage/entries.ts';
import { isOwnFile } from '../../modules/own-package.ts';
import { parseStack, shownPath } from '../../modules/stack.ts';
import type { NodeReport } from '../../scheduler/report.ts';
import { displayParams } from '../../values/display.ts';
import { shownParams } from '../../plan/identity.ts';
import { bold, dim, fit, red } from '../terminal.ts';
import { paramsLine } from './values.ts';
import { shellCommand } from '../../values/shell-command.ts';

/** Generated code may have lines without an end. */
const maxLineLength = 200;

/** The lines around a place, the one that threw marked. Nothing where the file is gone. */
export function sourceLines(at: NonNullable<JobError['at']>, source = readSource(at.file), around = 2): string {
  if (source === undefined) return '';
  const lines = source.trimEnd().split('\n');
  const first = Math.max(1, at.line - around);
  const last = Math.min(lines.length, at.line + around);
  const width = String(last).length;
  const shown: string[] = [];
  for (let n = first; n <= last; n++) {
    const line = `${String(n).padStart(width)} | ${fit(lines[n - 1]!, maxLineLength)}`;
    if (n !== at.line) shown.push(dim(`    ${line}`));
    else {
      shown.push(`  ${red('>')} ${line}`);
      if (at.column <= maxLineLength)
        shown.push(red(`    ${' '.repeat(width)} | ${' '.repeat(Math.max(0, at.column - 1))}^`));
    }
  }
  return shown.join('\n');
}

function readSource(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** The frames of a stack that are not Clew's and not Node's own. */
export function usersStack(stack: string): string {
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return frames
    .filter((line) => !/\(?node:/.test(line) && !/[/\\]clew[/\\]dist[/\\]/.test(line) && !isOwn(line))
    .join('\n');
}

const isOwn = (line: string): boolean => parseStack(line).some(({ file }) => isOwnFile(file));

/** An error from the record, with the code as it ran. */
export function recordedErrorText(error: JobError, source: string | undefined): string {
  const parts = [red(`${error.name}: ${error.message}`)];
  if (error.at)
    parts.push(`  ${shownPath(error.at.file)}:${error.at.line}:${error.at.column}`, sourceLines(error.at, source));
  if (error.next) parts.push(dim(error.next));
  if (error.stack) parts.push(dim(usersStack(error.stack)));
  return parts.filter((part) => part !== '').join('\n');
}

/** One failed node: the user's own line first, then what it was given. */
export function failureText({ node, error, attempts, componentRun }: NodeReport, verbose: boolean): string {
  const times = attempts > 1 ? ` after ${attempts} attempts` : '';
  const parts = [`${red('✗')} ${bold(node.label)} failed${times}`];
  if (error?.at)
    parts.push(`  ${bold(`${shownPath(error.at.file)}:${error.at.line}:${error.at.column}`)}`, sourceLines(error.at));
  if (error)
    parts.push(`  ${red(error.code === null ? `${error.name}: ` : '')}${error.message.replaceAll('\n', '\n  ')}`);
  if (error?.next) parts.push(`  ${dim(error.next)}`);
  const params = paramsLine(displayParams(shownParams(node)));
  if (params) parts.push(`  params  ${params}`);
  for (const edge of node.edges) {
    const from = edge.nodes?.map(({ label }) => label) ?? [];
    if (from.length > 0)
      parts.push(
        `  input   ${edge.note.field} ← ${from.slice(0, 3).join(', ')}${from.length > 3 ? ` and ${from.length - 3} more` : ''}`,
      );
  }
  if (componentRun) parts.push(dim(`  record  ${shellCommand('clew show', componentRun)}`));
  if (verbose && error?.stack) parts.push(dim(usersStack(error.stack)));
  return parts.filter((part) => part !== '').join('\n');
}
