import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { loadSettings } from '../../src/config/load.ts';
import { outputOf } from '../../src/project/document.ts';
import { Project } from '../../src/project/project.ts';
import { prepare } from '../../src/project/prepare.ts';
import { execute, rehearse } from '../../src/project/execute-run.ts';
import { type Actual, type Pair, isHealed, madeIn, pair, withoutHandlers } from './actual.ts';
import { Host, build, isHandler, limit, nameOf } from './build.ts';
import { compare, compareOften } from './compare.ts';
import { Memory } from './memory.ts';
import { Moment } from './moment.ts';
import { type Action, type Case, type Program, type Step, act } from './program.ts';
import { Reference, isDone, reachable, valuesOf } from './reference.ts';
import { compareRehearsal } from './rehearsal.ts';

const day = 86_400_000;

/** How far the clock is ahead: every run has a second of its own, and days may pass. */
export class Clock {
  ahead = 0;
  readonly now = Date.now.bind(Date);
}

export interface Told {
  /** Empty where everything is as it should be. */
  readonly wrong: readonly string[];
  /** How many runs were compared. */
  readonly runs: number;
  readonly nodes: number;
  /** It was left where it depends on chance what is right. */
  readonly isByChance: boolean;
}

/** One step, as the real thing and as the reference. */
interface Asked {
  readonly program: Program;
  readonly step: Step;
  readonly params: Readonly<Record<string, number>>;
  /** The task itself, which is one of those that the target reaches. */
  readonly forceFrom: number | undefined;
  readonly salt: string;
  readonly memory: Memory;
}

/** Plays cases for real and by the reference. One record serves for all: every case has names of its own. */
export class Playground implements AsyncDisposable {
  readonly #project: Project;
  /** Another connection to the same record. */
  readonly #second: Project;
  readonly #clock: Clock;
  #cases = 0;

  private constructor(project: Project, second: Project, clock: Clock) {
    this.#project = project;
    this.#second = second;
    this.#clock = clock;
  }

  /** In an empty folder. */
  static async open(root: string, clock: Clock): Promise<Playground> {
    await writeFile(path.join(root, 'package.json'), '{"name": "model"}');
    const config = { limits: { [limit.name]: limit.units } };
    await writeFile(path.join(root, 'clew.config.mjs'), `export default ${JSON.stringify(config)};`);
    const settings = await loadSettings({ cwd: root });
    return new Playground(await Project.open(settings), await Project.open(settings), clock);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#project.close();
    await this.#second.close();
  }

  async play({ program: first, steps }: Case): Promise<Told> {
    const salt = `c${(this.#cases += 1)}`;
    const memory = new Memory();
    let [program, nodes] = [first, 0];
    for (const [i, step] of steps.entries()) {
      for (const action of step.actions) {
        program = act(program, action);
        await this.#act(action, memory);
      }
      memory.run += 1;
      this.#clock.ahead += 1000;
      const { params, forceFrom } = settle(program, step);
      const policy = { force: step.force, forceFrom };
      const reference = new Reference(program, step.target, params, policy, memory);
      nodes += reference.nodes.size;
      if (reference.isByChance) return { wrong: [], runs: i, nodes, isByChance: true };
      const wrong = await this.#compare(reference, { program, step, params, forceFrom, salt, memory });
      if (wrong.length > 0) return { wrong: [`run ${i + 1}:`, ...wrong], runs: i + 1, nodes, isByChance: false };
    }
    return { wrong: [], runs: steps.length, nodes, isByChance: false };
  }

  async #compare(reference: Reference, asked: Asked): Promise<string[]> {
    const { memory, step } = asked;
    // What becomes of damaged bytes would depend on who comes first.
    const how = memory.hasFlipped ? 'plain' : step.how;
    if (how === 'plain') {
      const planned = await this.#rehearse(reference, asked);
      const actual = await perform(this.#project, asked);
      const wrong = [...planned, ...this.#judge(reference, [actual], memory)];
      return [...wrong, ...(await this.#compareOutput(reference, actual, memory))];
    }
    if ('besideAt' in how) return this.#judge(reference, await this.#performTwice(asked, how.besideAt), memory);
    const controller = new AbortController();
    const moment = new Moment(how.abortAt, () => controller.abort());
    return this.#judge(reference, [await perform(this.#project, asked, { moment, controller })], memory);
  }

  /** The second one starts at an event of the first. */
  async #performTwice(asked: Asked, number: number): Promise<Actual[]> {
    const turn = Promise.withResolvers<void>();
    const first = perform(this.#project, asked, { moment: new Moment(number, turn.resolve) });
    await Promise.race([turn.promise, first]);
    return Promise.all([first, perform(this.#second, asked)]);
  }

  /** Compares runs that were one step, and remembers what they have left. */
  #judge(reference: Reference, actuals: readonly Actual[], memory: Memory): string[] {
    const pairs = actuals.map((actual) => pair(reference, actual));
    const made = pairs.flatMap((those) => madeIn(those, memory.run, memory.day));
    const isShared = actuals.length > 1;
    const wrong = actuals.flatMap((actual, i) => compare({ reference, actual, pairs: pairs[i]!, made, isShared }));
    // What is damaged is made again.
    if (!memory.hasFlipped) wrong.push(...compareOften(pairs[0]!, made, actuals.length));
    for (const [i, actual] of actuals.entries()) remember(memory, actual, pairs[i]!);
    memory.made.push(...made);
    return wrong;
  }

  async #rehearse(reference: Reference, asked: Asked): Promise<string[]> {
    const { target, policy } = await real(asked);
    return compareRehearsal(
      reference,
      await rehearse(this.#project, await prepare(this.#project, target, asked.params, { whole: true }), policy),
    );
  }

  /** What whoever asked for the run gets. */
  async #compareOutput({ target }: Reference, { report }: Actual, memory: Memory): Promise<string[]> {
    if (!isDone(report.target)) return [];
    let is: unknown;
    try {
      is = await outputOf(this.#project, report);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'ARTIFACT_DAMAGED') throw error;
      memory.noticeDamage();
      return target.healing ? [] : ['the output is damaged'];
    }
    if (target.healing) return ['the output is damaged, and nobody has noticed'];
    const [shown, right] = [is, target.value].map((value) => JSON.stringify(value));
    return isDeepStrictEqual(is, target.value) ? [] : [`the output is ${shown}, and should be ${right}`];
  }

  async #act(action: Action, memory: Memory): Promise<void> {
    if (action.kind === 'world') memory.worldIsFine = action.fine;
    if (action.kind === 'days pass') {
      memory.day += 2;
      this.#clock.ahead += 2 * day;
    }
    if (action.kind !== 'remove' && action.kind !== 'flip') return;
    const { files } = memory;
    const made = files[action.file % files.length];
    // What is wrong with bytes is found out one at a time.
    if (!made || memory.hasFlipped) return;
    made.bytes = action.kind === 'remove' ? 'gone' : 'flipped';
    const { artifacts } = await this.#project.record.componentRun(made.componentRun);
    const { layer, key } = artifacts[0]!;
    const file = this.#project.layers.driver(layer, 'the test').place(key!);
    if (action.kind === 'remove') return rmSync(file);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
  }
}

/** What of a step fits the program. */
function settle(program: Program, { target, params, forceFrom }: Step): Pick<Asked, 'params' | 'forceFrom'> {
  const known = new Set(program[target]!.params.map(({ name }) => name));
  const there = reachable(program, target);
  return {
    params: Object.fromEntries(Object.entries(params).filter(([name]) => known.has(name))),
    forceFrom: forceFrom === undefined ? undefined : there[forceFrom % there.length]!,
  };
}

/** Each node of a workflow has an end of its own: one that asks for itself has several. */
const isHandled = (program: Program, { handled, target }: Step): boolean =>
  handled && !program[target]!.inputs.some(({ task }) => task === target);

async function real({ program, step, forceFrom, salt, memory }: Asked) {
  // Files that lead to a decorator's call are code of the task: always the same ones, whoever asks.
  await new Promise((resolve) => setImmediate(resolve));
  const host = new Host(program, memory.worldIsFine);
  const forced = new Set(forceFrom === undefined ? [] : [nameOf(salt, forceFrom)]);
  const policy = { force: step.force, failFast: step.failFast, forceFrom: forced };
  const workflow = isHandled(program, step) ? step.target : undefined;
  return { host, target: build(host, salt, workflow)[step.target]!, policy };
}

interface Watched {
  readonly moment?: Moment;
  readonly controller?: AbortController;
}

async function perform(project: Project, asked: Asked, { moment, controller }: Watched = {}): Promise<Actual> {
  const { step, params, memory } = asked;
  const { concurrency } = step;
  // What becomes of damaged bytes would depend on who comes first, and on which maker is still there.
  const failFast = step.failFast && !memory.hasFlipped;
  const window = memory.hasFlipped ? undefined : step.window;
  const { host, target, policy } = await real(asked);
  const prepared = await prepare(project, target, params, window === undefined ? { whole: true } : { window });
  const hearing = { ...(moment && { events: moment.events }), ...(controller && { signal: controller.signal }) };
  const whole = await execute(project, prepared, { ...policy, failFast, concurrency, ...hearing });
  const { nodes: all } = await project.record.run(whole.run);
  const report = withoutHandlers(whole);
  const rows = all.filter(({ component }) => !isHandler(component));
  const fast = failFast && report.nodes.some(({ status }) => status === 'failed');
  const stopped = report.status === 'cancelled' ? 'aborted' : fast ? 'failed fast' : undefined;
  return {
    report,
    host,
    handled: isHandled(asked.program, step),
    rows,
    stopped,
    concurrency,
    window,
    maxCalls: controller?.signal.aborted ? moment!.started : Infinity,
  };
}

function remember(memory: Memory, { rows, report }: Actual, pairs: readonly Pair[]): void {
  const byLabel = new Map(pairs.map(({ label, expected }) => [label, expected]));
  for (const { node, status } of rows) {
    const expected = byLabel.get(node!);
    if (!expected || status === 'skipped') continue;
    const { task, identity, code, params, inputs } = expected;
    const past = { task: String(task), node: node!, run: memory.run, identity, code, params };
    memory.past.push({ ...past, status, inputs: valuesOf(inputs) });
  }
  if (pairs.some(isHealed) || report.nodes.some(({ error }) => error?.code === 'ARTIFACT_DAMAGED'))
    memory.noticeDamage();
}
