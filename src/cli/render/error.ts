import { ClewError, messageOf } from '../../errors.ts';
import { userFrame } from '../../modules/stack.ts';
import { version } from '../../project/version.ts';
import { bold, dim, red } from '../terminal.ts';
import { sourceLines } from './failure.ts';

/** Says what went wrong in one or two sentences; with a stack only for what is our own fault. */
export function errorText(error: unknown): string {
  if (error instanceof ClewError) {
    const next = error.next ? [dim(error.next)] : [];
    return [`${red('error')} ${error.message}`, ...usersLines(error), ...next].join('\n');
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return [
    `${red('error')} ${bold('This is a fault in Clew, not in your project.')}`,
    stack,
    dim(`Clew ${version}, Node ${process.versions.node}, ${process.platform}. Please report it with the lines above.`),
  ].join('\n');
}

/** Where the cause came out of the user's own code, that code. */
function usersLines({ cause }: ClewError): string[] {
  const frame = cause instanceof Error ? userFrame(cause.stack ?? '') : undefined;
  const lines = frame ? sourceLines(frame) : '';
  return lines === '' ? [] : [lines];
}

export const exitCodeOf = (error: unknown): number => (error instanceof ClewError ? error.exitCode : 70);
