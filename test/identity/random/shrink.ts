import fc from 'fast-check';
import { cases } from './arbitrary.ts';
import type { Case } from './program.ts';

/** A case together with what is needed to make it smaller. */
export type Sample = fc.Value<Case>;

/** Gives cases with what made them, which fast-check keeps to itself. */
class Sampling extends fc.Arbitrary<Sample> {
  override generate(random: fc.Random, bias: number | undefined): fc.Value<Sample> {
    return new fc.Value(cases.generate(random, bias), undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is Sample {
    return false;
  }

  override shrink(): fc.Stream<fc.Value<Sample>> {
    return fc.Stream.nil();
  }
}

export const samples = (seed: number, number: number): Sample[] => fc.sample(new Sampling(), { seed, numRuns: number });

interface Shrunk {
  readonly smallest: Case;
  readonly steps: number;
  readonly tries: number;
}

interface Shrinking {
  readonly milliseconds: number;
  readonly atOnce: number;
  /** Cases with the same text are wrong in the same way. */
  readonly textOf: (one: Case) => string;
  readonly isWrong: (one: Case) => Promise<boolean>;
}

/**
 * Makes a case smaller for as long as it stays wrong and there is time. Several are tried at once, since each waits for
 * processes.
 */
export async function shrink(sample: Sample, { milliseconds, atOnce, textOf, isWrong }: Shrinking): Promise<Shrunk> {
  const end = Date.now() + milliseconds;
  const known = new Map([[textOf(sample.value), Promise.resolve(true)]]);
  let [current, steps] = [sample, 0];
  const test = (one: Sample): Promise<boolean> => {
    const text = textOf(one.value);
    let result = known.get(text);
    if (!result) known.set(text, (result = isWrong(one.value)));
    return result;
  };
  for (let found: Sample | undefined = sample; found;) {
    found = undefined;
    const smaller = cases.shrink(current.value, current.context);
    while (!found && Date.now() < end) {
      const some = [...smaller.take(atOnce)];
      if (some.length === 0) break;
      found = some[(await Promise.all(some.map(test))).indexOf(true)];
    }
    if (found) [current, steps] = [found, steps + 1];
  }
  return { smallest: current.value, steps, tries: known.size - 1 };
}
