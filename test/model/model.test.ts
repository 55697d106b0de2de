import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc, { type RunDetails } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cases } from './arbitrary.ts';
import { Clock, Playground, type Told } from './play.ts';
import type { Case } from './program.ts';
import { regressions } from './regressions.ts';
import { showCase } from './show.ts';
import { sizeOf } from '../support/size.ts';

const seed = Number(process.env['CLEW_TEST_SEED'] ?? Date.now() % 1_000_000);
/** Names one program of a seed: the smallest that is played wrongly. */
const only = process.env['CLEW_TEST_PATH'];
const number = sizeOf('CLEW_MODEL_CASES', { usual: 150, full: 2000 });

const clock = new Clock();
let root: string;
let playground: Playground;

beforeAll(async () => {
  vi.spyOn(Date, 'now').mockImplementation(() => clock.now() + clock.ahead);
  root = await mkdtemp(path.join(tmpdir(), 'clew-model-'));
  playground = await Playground.open(root, clock);
});
afterAll(async () => {
  await playground[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
  vi.restoreAllMocks();
});

describe('reference model: regressions', () => {
  test.each(Object.entries(regressions))('%s', async (_, one) => {
    expect((await playground.play(one)).wrong).toEqual([]);
  });
});

test(
  `reference model: ${number} random programs and histories behave as it says (seed ${seed})`,
  { timeout: 300_000 + number * 1_000 },
  async () => {
    const all = { runs: 0, nodes: 0, chance: 0 };
    let hangs = false;
    const property = fc.asyncProperty(cases, async (one) => {
      // What hangs is shown as it is: shrinking it would wait again and again.
      if (hangs) return;
      const told = await inTime(playground.play(one));
      hangs = told === undefined;
      if (!told) throw new Error('it does not come to its end');
      all.runs += told.runs;
      all.nodes += told.nodes;
      if (told.isByChance) all.chance += 1;
      if (told.wrong.length > 0) throw new Mismatch(told);
    });
    await fc.assert(property, { seed, numRuns: number, ...(only && { path: only }), asyncReporter: tell });
    console.log(
      `${number} programs with ${all.runs} runs of ${all.nodes} nodes; ${all.chance} were left where chance decides; ` +
        `repeat with CLEW_TEST_SEED=${seed}`,
    );
  },
);

/** Undefined after all the time that a program may need, however slow the machine. */
async function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(late.resolve, 60_000, undefined);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

class Mismatch extends Error {
  readonly runs: number;

  constructor({ wrong, runs }: Told) {
    super(wrong.join('\n'));
    this.runs = runs;
  }
}

async function tell({ failed, counterexample, errorInstance, counterexamplePath, numShrinks }: RunDetails<[Case]>) {
  if (!failed) return;
  const [{ program, steps }] = counterexample!;
  const runs = errorInstance instanceof Mismatch ? errorInstance.runs : steps.length;
  const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `CLEW_TEST_SEED=${seed} CLEW_TEST_PATH=${counterexamplePath}`;
  throw new Error(
    `${showCase({ program, steps: steps.slice(0, runs) })}\n\n${what}\n\nShrunk ${numShrinks} times; repeat with ${again}`,
    { cause: errorInstance },
  );
}
