import { describe, expect, test } from 'vitest';
import { display, displayEncoded } from '../../src/values/display.ts';
import { encode } from '../../src/values/encode.ts';

describe('display of values', () => {
  test.each([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a big integer', 12n, '12'],
    ['a map with text keys', new Map([['a', new Date(0)]]), { a: '1970-01-01T00:00:00.000Z' }],
    ['another map', new Map([[1, 'a']]), [[1, 'a']]],
    ['a set', new Set([1n]), ['1']],
    ['what is missing', { a: undefined, b: null }, { a: null, b: null }],
    ['numbers that JSON lacks', [Number.NaN, Infinity, -0, 0], ['NaN', 'Infinity', '-0', 0]],
    ['a pattern', /a+/gi, '/a+/gi'],
    ['an address', new URL('https://a.b/c'), 'https://a.b/c'],
    ['few numbers', Float32Array.of(1, 2), [1, 2]],
    ['many numbers', new Float32Array(1000), 'Float32Array of 1000 numbers'],
    ['bytes', Buffer.alloc(5), 'Buffer of 5 bytes'],
    ['an own key that looks like a tag', { $: 'date', v: 1 }, { $: 'date', v: 1 }],
  ])('shows %s', (_name, value, shown) => {
    expect(displayEncoded(encode(value))).toEqual(shown);
    expect(JSON.parse(JSON.stringify(display(value)))).toEqual(shown);
  });

  test('shows a tag of a newer Clew as it is', () => {
    expect(displayEncoded('{"a":{"$":"quaternion","v":[1]}}')).toEqual({ a: { quaternion: [1] } });
  });
});
