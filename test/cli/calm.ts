import { expect } from 'vitest';
import type { Ran } from '../support/project.ts';

/** Holds what a mistake must look like: its exit code, these lines on standard error, nothing else, and no stack. */
export function expectMistake({ code, stdout, stderr }: Ran, ...lines: readonly string[]): void {
  expect(stderr.trimEnd().split('\n')).toEqual(lines);
  expect(stdout).toBe('');
  expectNoStack(stderr);
  expect(code).toBe(2);
}

/** Neither a frame of a stack nor a word about a fault of ours. */
export function expectNoStack(text: string): void {
  expect(text).not.toMatch(/^ {4}at /m);
  expect(text).not.toContain('fault in Clew');
}
