import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Result, play } from './play.ts';
import { showCase } from './show.ts';
import { type Sample, samples, shrink } from './shrink.ts';
import { summaryOf } from './summary.ts';
import { sizeOf } from '../../support/size.ts';

const number = sizeOf('CLEW_IDENTITY_CASES', { usual: 100, full: 2000 });
const { CLEW_IDENTITY_SEED, CLEW_TEST_SEED } = process.env;
const seed = Number(CLEW_IDENTITY_SEED ?? CLEW_TEST_SEED ?? Date.now() % 1_000_000);
/** The number of one program of a seed. */
const only = process.env['CLEW_TEST_PATH'];
/** Each waits for processes, two of which run at once for a part of the time. */
const atOnce = Math.max(2, availableParallelism());
const shrinkMilliseconds = 60_000;

describe('identity of code: random programs', () => {
  test(
    `${number} programs with an edit give the same results as in an empty record (seed ${seed})`,
    { timeout: 120_000 + number * 6_000 },
    async () => {
      const all = samples(seed, number).map((sample, index) => ({ sample, index }));
      const chosen = only === undefined ? all : all.filter(({ index }) => index === Number(only));
      const results: { readonly index: number; readonly sample: Sample; readonly result: Result }[] = [];
      const waiting = chosen.values();
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (const { sample, index } of waiting) results.push({ index, sample, result: await play(sample.value) });
        }),
      );
      console.log(`${summaryOf(results)}; repeat with CLEW_IDENTITY_SEED=${seed}`);
      const wrong = results.filter(({ result }) => result.wrong.length > 0).sort((a, b) => a.index - b.index);
      if (wrong[0]) throw new Error(await shown(wrong[0]));
      expect(results).toHaveLength(chosen.length);
    },
  );
});

/** The smallest program that is wrong in the same way. */
async function shown({ index, sample, result }: { index: number; sample: Sample; result: Result }): Promise<string> {
  const [{ kind }] = result.wrong as [Result['wrong'][number]];
  const isWrong = async (one: Sample['value']): Promise<boolean> =>
    (await play(one)).wrong.some((mistake) => mistake.kind === kind);
  const { smallest, steps, tries } = await shrink(sample, {
    milliseconds: shrinkMilliseconds,
    atOnce,
    textOf: showCase,
    isWrong,
  });
  const { wrong } = await play(smallest);
  const texts = (wrong.length > 0 ? wrong : result.wrong).map((mistake) => `${mistake.kind}: ${mistake.text}`);
  const repeat = `CLEW_IDENTITY_SEED=${seed} CLEW_TEST_PATH=${index} CLEW_IDENTITY_CASES=${number}`;
  return `${showCase(smallest)}\n${texts.join('\n')}\n\nShrunk ${steps} times in ${tries} tries; repeat with ${repeat}`;
}
