import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote } from '../../src/values/shell-command.ts';

const odd = fc.constantFrom(
  "'",
  '"',
  '\\',
  '$(x)',
  '`',
  '\n',
  '\u001b[2J',
  '\u202e',
  ' ',
  '-',
  'ä',
  '🧵',
  '!',
  '*',
  '~',
);
const words = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(odd).map((all) => all.join(''))), { minLength: 1 }); // prettier-ignore

describe('quoting of shell commands', () => {
  test('is read back by a shell unchanged, and prints no control characters', () => {
    fc.assert(
      fc.property(words, (given) => {
        const line = given.map((word) => quote(word.replaceAll('\0', '')));
        // oxlint-disable-next-line no-control-regex -- that is the question
        expect(line.join(' ')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
        const env = { ...process.env, LC_ALL: 'C.UTF-8' };
        const read = execFileSync('bash', ['-c', `printf '%s\\0' ${line.join(' ')}`], { encoding: 'utf8', env });
        expect(read.split('\0').slice(0, -1)).toEqual(given.map((word) => word.replaceAll('\0', '')));
      }),
      { numRuns: 60, endOnFailure: true },
    );
  });
});
