import { ClewError, messageOf } from '../errors.ts';
import type { Failure } from './errors.ts';

/** An error as plain data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ClewError) return { code: error.code, message: error.message, next: error.next ?? null };
  return { code: 'RECORDING_FAILED', message: messageOf(error), next: null };
}
