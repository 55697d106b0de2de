import { describe, expect, it, test } from 'vitest';
import { decode } from '../../src/values/special-values.ts';
import { display } from '../../src/values/display.ts';
import { encode } from '../../src/values/encode.ts';
import { SecretHasher } from '../../src/values/secret-hasher.ts';
import { Secrets } from '../../src/values/secrets.ts';
import { oddSecrets, secretForms } from '../support/secret-forms.ts';

const forms = Object.entries(secretForms);

describe('secrets', () => {
  it.each(forms)('are found %s, in texts and in bytes', (_, form) => {
    for (const secret of oddSecrets) {
      const text = `before ${form(secret)} after`;
      const secrets = Secrets.of(secret);
      expect([secrets.isIn(text), text]).toEqual([true, text]);
      expect([secrets.isInBytes(Buffer.from(text)), text]).toEqual([true, text]);
      expect(secrets.mask(text)).toMatch(/^before .*\*\*\*.* after$/s);
      expect(secrets.maskBytes(Buffer.from(text)).toString()).toMatch(/\*{4,}/);
    }
  });

  it('are masked as a whole where they are unchanged', () => {
    const secrets = Secrets.of(...oddSecrets);
    for (const secret of oddSecrets) expect(secrets.mask(`(${secret})`)).toBe('(***)');
  });

  it('are all texts in a value, at any depth, except meaningless ones', () => {
    const secrets = Secrets.of(
      { keys: ['abcdef', new Map([['user', 42n]])], at: new URL('https://x.org/t') },
      new Set([new Date(0)]),
      '',
      true,
      null,
    );
    expect(secrets.texts.toSorted()).toEqual(
      ['https://x.org/t', 'abcdef', 'user', '42', '1970-01-01T00:00:00.000Z', String(new Date(0))].toSorted(),
    );
  });

  it('include their parts: the password of an address, fields of JSON, lines of a key', () => {
    const secrets = Secrets.of(
      'postgres://ann:s3cr%40et@host/db',
      '{"user":"ann","password":"in-json"}',
      '-----BEGIN KEY-----\nMIIEvQIBADANBg\n-----END KEY-----\n',
    );
    for (const part of ['s3cr@et', 's3cr%40et', 'in-json', 'MIIEvQIBADANBg']) expect(secrets.mask(part)).toBe('***');
  });

  it('of bytes are found as text, in base64 and in hexadecimal', () => {
    const secrets = Secrets.of(Buffer.from('bytes-of-text'), Uint8Array.of(255, 254, 1, 2, 3));
    expect(secrets.mask('x bytes-of-text x')).toBe('x *** x');
    expect(secrets.mask(Buffer.of(255, 254, 1, 2, 3).toString('base64'))).toBe('***=');
    expect(secrets.mask('fffe010203')).toBe('***');
  });

  it('that are short are found only as separate words', () => {
    const secrets = Secrets.of(7, 'ab');
    expect(secrets.mask('7 of 17 in ab, abc; x=7')).toBe('*** of 17 in ***, abc; x=***');
  });

  it('that are very long are found in part when they were cut', () => {
    const long = Array.from({ length: 100 }, (_, i) => `part-${i}`).join('');
    expect(Secrets.of(long).mask(`${long.slice(0, 400)}…`)).not.toContain('part-4');
  });
});

describe('secrets: none', () => {
  it('change nothing and cost nothing', () => {
    const given = { a: ['x', 1] };
    expect(Secrets.none.maskAll(given)).toBe(given);
    expect(Secrets.none.isInside(given)).toBe(false);
    expect(Secrets.from([])).toBe(Secrets.none);
    expect(Secrets.none.and('', true)).toBe(Secrets.none);
  });
});

test('secrets are masked in plain data at any depth, including names', () => {
  const secrets = Secrets.of('hunter2', 482_913);
  expect(secrets.maskAll({ a: ['hunter2', 482_913, 5, null], 'of hunter2': { b: 'HUNTER2!' } })).toEqual({
    a: ['***', '***', 5, null],
    'of ***': { b: '***!' },
  });
});

test('secrets are stored as a hash, and shown as three asterisks', () => {
  const [one, same, other] = [new SecretHasher('key'), new SecretHasher('key'), new SecretHasher('another')];
  const text = encode({ pin: one.of('482913') });
  expect(text).not.toContain('482913');
  expect(encode({ pin: same.of('482913') })).toBe(text);
  expect(encode({ pin: other.of('482913') })).not.toBe(text);
  expect(encode({ pin: one.of(482_913) })).not.toBe(text);
  expect(encode(decode(text))).toBe(text);
  expect(display(decode(text))).toEqual({ pin: '***' });
});
