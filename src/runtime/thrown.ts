import { ClewError, messageOf } from '../errors.ts';
import { userFrame } from '../modules/stack.ts';
import type { JobError } from '../lineage/entries.ts';

/** Anything that was thrown, as plain data; `hide` are texts that must not be seen. */
export function describeThrown(thrown: unknown, hide: readonly string[] = []): JobError {
  const isError = thrown instanceof Error;
  const clean = (text: string): string => hide.reduce((left, secret) => left.replaceAll(secret, '***'), text);
  const stack = isError ? (thrown.stack ?? null) : null;
  const known = thrown instanceof ClewError ? thrown : undefined;
  return {
    name: isError ? thrown.name : `a thrown ${thrown === null ? 'null' : typeof thrown}`,
    message:
      clean(messageOf(thrown)) +
      (isError
        ? causes(thrown)
            .map((text) => `; because ${clean(text)}`)
            .join('')
        : ''),
    stack: stack === null || known ? null : clean(stack),
    code: known?.code ?? codeOf(thrown),
    next: known?.next ?? null,
    at: placeOf(thrown),
  };
}

/** The user's own line: of the error itself, or of what it was thrown for. */
function placeOf(thrown: unknown): JobError['at'] {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const frame = userFrame(error.stack ?? '');
    if (frame) return { file: frame.file, line: frame.line, column: frame.column };
  }
  return null;
}

/** What a chain of causes says, as far as it says something new. */
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
