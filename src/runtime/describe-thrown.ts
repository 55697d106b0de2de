import { ClewError, messageOf } from '../errors.ts';
import { userFrame } from '../modules/stack.ts';
import type { JobError } from '../lineage/entries.ts';
import { Secrets } from '../values/secrets.ts';

/** Anything that was thrown, as plain data without secrets. */
export function describeThrown(thrown: unknown, secrets = Secrets.none): JobError {
  const isError = thrown instanceof Error;
  const stack = isError ? (thrown.stack ?? null) : null;
  const known = thrown instanceof ClewError ? thrown : undefined;
  const at = placeOf(thrown);
  const told = {
    name: isError ? thrown.name : `a thrown ${thrown === null ? 'null' : typeof thrown}`,
    message: [messageOf(thrown), ...(isError ? causes(thrown) : [])].join('; because '),
    stack: known ? null : stack,
    code: known?.code ?? codeOf(thrown),
    next: known?.next ?? null,
  };
  return { ...secrets.maskAll(told), at: at && { ...at, file: secrets.mask(at.file) } };
}

/** The user's own line: of the error itself, or of what it was thrown for. */
function placeOf(thrown: unknown): JobError['at'] {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const frame = userFrame(error.stack ?? '');
    if (frame) return { file: frame.file, line: frame.line, column: frame.column };
  }
  return null;
}

/** Gives what a chain of causes says, as far as it says something new. */
function causes(error: Error): string[] {
  const texts: string[] = [];
  if (error instanceof ClewError) return texts;
  for (let cause = error.cause; cause !== undefined && texts.length < 3; cause = (cause as Error | undefined)?.cause) {
    const text = messageOf(cause);
    if (!error.message.includes(text)) texts.push(text);
  }
  return texts;
}

function codeOf(thrown: unknown): string | null {
  const code = (thrown as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : null;
}
