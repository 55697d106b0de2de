import { ClewError, messageOf } from '../../errors.ts';
import { bold, dim, red } from '../terminal.ts';
import { version } from '../../project/version.ts';

/** What went wrong in one or two sentences; a stack only for what is our own fault. */
export function errorText(error: unknown): string {
  if (error instanceof ClewError) {
    return [`${red('error')} ${error.message}`, ...(error.next ? [dim(error.next)] : [])].join('\n');
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
  return [
    `${red('error')} ${bold('This is a fault in Clew, not in your project.')}`,
    stack,
    dim(`Clew ${version}, Node ${process.versions.node}, ${process.platform}. Please report it with the lines above.`),
  ].join('\n');
}

export const exitCodeOf = (error: unknown): number => (error instanceof ClewError ? error.exitCode : 70);
