import { describe, expect, it } from 'vitest';
import { backoff } from '../../src/values/backoff.ts';
import { inBatches } from '../../src/values/in-batches.ts';
import { pages } from '../../src/values/pages.ts';
import { pause } from '../../src/values/pause.ts';

describe('waiting, batches and pages', () => {
  it('backoff before a retry grows up to a maximum, with jitter', () => {
    const most = (first: number, max?: number) => (attempt: number) =>
      backoff({ first, ...(max !== undefined && { max }) }, attempt, () => 1);
    expect([1, 2, 3, 10].map(most(1000))).toEqual([1000, 2000, 4000, 60_000]);
    expect([1, 2, 20].map(most(500, 20_000))).toEqual([500, 1000, 20_000]);
    expect(most(120_000)(5)).toBe(120_000);
    expect(most(120_000, 60_000)(1)).toBe(60_000);
    expect(most(0)(5000)).toBe(0);
    expect(most(1)(5000)).toBe(60_000);
    expect(backoff({ first: 20, max: 500, factor: 1.5 }, 3, () => 1)).toBe(45);
    expect(backoff({ first: 1000 }, 3, () => 0)).toBe(2000);
    expect(backoff({ first: 1000, jitter: 1 }, 3, () => 0)).toBe(0);
  });

  it('pause ends with its time or its signal, and leaves no listener', async () => {
    await pause(1);
    const cancel = new AbortController();
    const ends = [pause(60_000, cancel.signal), pause(Infinity, cancel.signal), pause(2 ** 40, cancel.signal)];
    let isOver = false;
    void Promise.race(ends).then(() => (isOver = true));
    await pause(20);
    expect(isOver).toBe(false);
    cancel.abort();
    await Promise.all([...ends, pause(60_000, cancel.signal)]);
  });

  it('inBatches cuts a list into batches', () => {
    expect([...inBatches([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...inBatches([1, 2], 2)]).toEqual([[1, 2]]);
    expect([...inBatches([])]).toEqual([]);
  });

  it('pages follows tokens until none or the same one is returned', async () => {
    const list = async (book: Record<string, string | undefined>, start?: string): Promise<(string | undefined)[]> => {
      const asked: (string | undefined)[] = [];
      const all = pages(
        async (token?: string) => {
          asked.push(token);
          return book[token ?? ''];
        },
        (next) => next,
        start,
      );
      for await (const _ of all);
      return asked;
    };
    expect(await list({ '': 'a', a: 'b' })).toEqual([undefined, 'a', 'b']);
    expect(await list({ '': 'a', a: 'a' })).toEqual([undefined, 'a']);
    expect(await list({ b: 'b' }, 'b')).toEqual(['b']);
  });
});
