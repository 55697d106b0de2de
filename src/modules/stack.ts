import { isAbsolute, relative, sep } from 'node:path';
import { isUserFile } from './own-package.ts';
import { pathOfUrl } from './resolve.ts';

/** One line of a stack trace. */
export interface StackFrame {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly function: string | undefined;
}

const named = /^\s*at (?:async )?(.+?) \((.+):(\d+):(\d+)\)$/;
const bare = /^\s*at (?:async )?(.+):(\d+):(\d+)$/;

/** The frames of a V8 stack that have a place, the innermost first. */
export function parseStack(stack: string): StackFrame[] {
  return stack.split('\n').flatMap((text) => {
    const [, name, where, line, column] = named.exec(text) ?? bare.exec(text)?.toSpliced(1, 0, '') ?? [];
    if (!where) return [];
    const file = pathOfUrl(where) ?? where;
    return [{ file, line: Number(line), column: Number(column), function: name || undefined }];
  });
}

/** The innermost frame that a user wrote: not Node's, not installed, not Clew's; inside of `root` rather than elsewhere. */
export function userFrame(stack: string, root?: string): StackFrame | undefined {
  const users = parseStack(stack).filter(({ file }) => isAbsolute(file) && isUserFile(file));
  return users.find(({ file }) => root !== undefined && !relative(root, file).startsWith(`..${sep}`)) ?? users[0];
}

/** `workflow.ts:12`, from where the user stands. */
export function shownFrame({ file, line }: Pick<StackFrame, 'file' | 'line'>, from = process.cwd()): string {
  return `${shownPath(file, from)}:${line}`;
}

/** A path as people type it: relative where that is no detour. An address stays as it is. */
export function shownPath(file: string, from = process.cwd()): string {
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(file)) return file;
  const path = relative(from, file);
  return path.startsWith(`..${sep}..${sep}`) || path === '' ? file : path;
}
