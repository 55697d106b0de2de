import { openCallRecorder } from '../../../src/lineage/calls/open-call-recorder.ts';
import type { CallEntry, CallVersion } from '../../../src/lineage/calls/entry.ts';
import { openRecord } from '../../../src/lineage/open-record.ts';
import type { RecordSettings } from '../../../src/lineage/record.ts';
import { encode } from '../../../src/values/encode.ts';
import { randoms } from '../../support/random.ts';

/** What is planted: `all` plants one of each. */
export const plants = ['code', 'file', 'param', 'all'] as const;
export type Plant = (typeof plants)[number];

/** How well what people flag fits what is wrong. */
export interface Noise {
  /** How likely what comes of the culprit is bad … */
  readonly bad: number;
  /** … and somebody notices. */
  readonly noticed: number;
  /** How likely something good is flagged. */
  readonly mistaken: number;
}

export interface Story {
  readonly seed: number;
  readonly plant: Plant;
  readonly noise: Noise;
  readonly runs?: number;
}

/** The culprits of a history, as {@link nameOf} calls them. */
export type Culprits = ReadonlySet<string>;

const components = ['ingest', 'featurize', 'train', 'predict'] as const;
type Component = (typeof components)[number];
const rates = [0.003, 0.01, 0.03, 0.1, 0.3];
const windows = [3, 7, 14, 30, 60];
const alarms = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const hour = 3_600_000;
const from = Date.UTC(2026, 0, 1);

/** One call, with everything that is behind it. */
interface Made {
  readonly entry: CallEntry;
  readonly behind: ReadonlySet<string>;
}

/**
 * Writes a history of runs into a record: files of five plants are read and made into features, a model is trained now
 * and then, and each run hands out one prediction. Files, code and parameters change at random times, and what is as it
 * was is used again. Then a culprit is planted, and people flag some of what came of it.
 */
export async function tell(settings: RecordSettings, { seed, plant, noise, runs = 200 }: Story): Promise<Culprits> {
  const made = new World(randoms(seed), runs).live();
  const predictions = made.filter(({ entry }) => entry.outputIds.length > 0);
  const random = randoms(seed + 1_000_000);
  const culprits = new Set(choose(predictions, plant, random));
  await write(
    settings,
    made.map(({ entry }) => entry),
  );
  const record = await openRecord(settings);
  for (const { entry, behind } of predictions) {
    const isBad = [...culprits].some((one) => behind.has(one)) && random() < noise.bad;
    if (random() < (isBad ? noise.noticed : noise.mistaken))
      await record.flag(entry.outputIds[0]![0], { flagged: true, because: null, author: null });
  }
  await record.close();
  return culprits;
}

/**
 * Something that some outputs have behind them: not too few or too many to be found by comparing, and nothing else is
 * always beside it, which no comparison could tell from it.
 */
function choose(predictions: readonly Made[], plant: Plant, random: () => number): string[] {
  const behind = new Map<string, number[]>();
  predictions.forEach((one, place) => {
    for (const name of one.behind) behind.set(name, [...(behind.get(name) ?? []), place]);
  });
  const alike = Map.groupBy(behind, ([, places]) => places.join());
  const kinds = plant === 'all' ? ['code', 'file', 'param'] : [plant];
  return kinds.map((kind) => {
    const fit = [...behind].filter(
      ([name, places]) =>
        name.startsWith(kind) &&
        places.length >= 8 &&
        places.length <= predictions.length / 6 &&
        alike.get(places.join())!.length === 1,
    );
    return fit[Math.floor(random() * fit.length)]![0];
  });
}

async function write(settings: RecordSettings, calls: readonly CallEntry[]): Promise<void> {
  const recorder = await openCallRecorder(settings, {
    id: 'proc-story',
    host: 'here',
    pid: 1,
    user: null,
    cwd: '/',
    clewVersion: '0',
    nodeVersion: '0',
    gitCommit: null,
    gitDirty: null,
  });
  for (const digest of new Set(calls.flatMap(({ code }) => code ?? []))) {
    await recorder.keepCode({ digest, entry: 'a.ts', files: [], packages: {} });
  }
  await recorder.write(calls);
  await recorder.close();
}

class World {
  readonly #random: () => number;
  readonly #runs: number;
  readonly #made: Made[] = [];
  readonly #again = new Map<string, Made>();
  readonly #code: { [K in Component]: number } = { ingest: 0, featurize: 0, train: 0, predict: 0 };
  readonly #files = [0, 0, 0, 0, 0];
  #now = from;

  constructor(random: () => number, runs: number) {
    this.#random = random;
    this.#runs = runs;
  }

  live(): readonly Made[] {
    let rate = this.#one(rates);
    let model = this.#train(rate, this.#one(windows));
    for (let run = 0; run < this.#runs; run++) {
      this.#now += hour;
      this.#change();
      const window = this.#one(windows);
      if (this.#random() < 0.12) {
        rate = this.#one(rates);
        model = this.#train(rate, window);
      }
      const plant = Math.floor(this.#random() * 5);
      const features = this.#featurize(plant, window);
      const params = { run, alarm: this.#one(alarms) };
      this.#call('predict', [features, model, this.#calendar()], [], params, `prediction-${run}`);
    }
    return this.#made;
  }

  /** Code every thirty runs or so, each file every sixth time that it is read. */
  #change(): void {
    for (const component of components) if (this.#random() < 1 / 30) this.#code[component] += 1;
    for (const plant of this.#files.keys()) if (this.#random() < 1 / 30) this.#files[plant]! += 1;
  }

  #train(rate: number, window: number): Made {
    const features = this.#files.map((_, plant) => this.#featurize(plant, window));
    return this.#call('train', features.slice(0, 3), [], { rate });
  }

  #featurize(plant: number, window: number): Made {
    const raw = file(`plant-${plant}.csv`, this.#files[plant]!);
    const clean = this.#call('ingest', [], [raw], {});
    return this.#call('featurize', [clean, this.#calendar()], [], { window });
  }

  /** All have it behind them. */
  #calendar(): Made {
    return this.#call('ingest', [], [file('calendar.csv', 0)], {}, undefined, 0);
  }

  #call(
    component: Component,
    before: readonly Made[],
    files: readonly CallVersion[],
    params: object,
    outputId?: string,
    version = this.#code[component],
  ): Made {
    const code = `sha256:${component}${version}`;
    const inputs = [...files, ...before.flatMap(({ entry }) => entry.outputs)];
    const key = JSON.stringify([component, code, params, inputs.map(({ digest }) => digest)]);
    const known = this.#again.get(key);
    if (known) return known;
    const n = this.#made.length;
    const own = [
      `code ${component} ${code}`,
      ...files.map(({ key: path, digest }) => `file ${path} ${digest}`),
      ...Object.entries(params).map(([name, value]) => `param ${component} ${name} ${value}`),
    ];
    const entry: CallEntry = {
      id: `cr-${String(n).padStart(6, '0')}`,
      component,
      run: null,
      caller: null,
      code,
      place: `${component}.ts:1`,
      params: encode(params),
      status: 'ran',
      startedAt: this.#now,
      endedAt: this.#now + n,
      error: null,
      metrics: {},
      inputs,
      outputs: [file(`${component}-${n}.json`, n)],
      outputIds: outputId === undefined ? [] : [[outputId, null]],
    };
    const made = { entry, behind: new Set([...own, ...before.flatMap(({ behind }) => [...behind])]) };
    this.#again.set(key, made);
    this.#made.push(made);
    return made;
  }

  #one<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)]!;
  }
}

const file = (key: string, version: number): CallVersion => ({
  name: key,
  layer: 'path',
  key,
  codec: 'file',
  digest: `sha256:${key}-${version}`,
  size: 1,
});
