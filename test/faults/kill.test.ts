import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { ArtifactRow } from '../../src/lineage/query-results.ts';
import { type Project, makeProject } from '../support/project.ts';
import { randoms, seed } from '../support/random.ts';
import { sizeOf } from '../support/size.ts';

/** 59 parts, of which every fourth is too large for the record, 4 chains of 10 links each, and one sink. */
const workflow = `
import { appendFileSync } from 'node:fs';
import { createHash, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { FromEach, FromIf, From, Param, Task, Workflow, type Output } from 'clew';

const started = (name: string) => appendFileSync(process.env.STARTED!, name + '\\n');
/** Some milliseconds of work outside of the main thread. */
const work = async (salt: string) => (await promisify(scrypt)(salt, salt, 32, { N: 512 } as never) as Buffer).toString('hex');
const text = (n: number) => String.fromCharCode(97 + (n % 26)).repeat(n % 4 === 0 ? 100_000 + n : 100 + n);

function check(n: number, value: { n: number; text: string }) {
  if (value.n !== n || value.text !== text(n)) throw new Error('half of an artifact was read: part ' + n);
}

@Task() export class Part {
  @Param() n!: number;
  async run() {
    started('Part(n=' + this.n + ')');
    return { n: this.n, text: text(this.n), key: await work('part ' + this.n) };
  }
}

@Task() export class Link {
  @Param() chain!: number;
  @Param() step!: number;
  @From(Part, (self: Link) => ({ n: self.chain * 4 })) part!: Output<Part>;
  @FromIf(Link, (self: Link) => self.step > 0, (self: Link) => ({ chain: self.chain, step: self.step - 1 })) before?: string;
  async run(): Promise<string> {
    started('Link(chain=' + this.chain + ', step=' + this.step + ')');
    check(this.chain * 4, this.part);
    return await work(this.part.key + (this.before ?? 'first') + this.step);
  }
}

@Workflow() export class Sink {
  @FromEach(Part, () => Array.from({ length: 59 }, (_, n) => ({ n }))) parts!: Output<Part>[];
  @FromEach(Link, () => Array.from({ length: 4 }, (_, chain) => ({ chain, step: 9 }))) chains!: string[];
  run() {
    started('Sink');
    this.parts.forEach((part, n) => check(n, part));
    const hash = createHash('sha256');
    for (const { key, text } of this.parts) hash.update(key).update(text);
    return hash.update(this.chains.join()).digest('hex');
  }
}
`;
const nodes = 100;
const files = 15;
const kills = sizeOf('CLEW_KILLS', { usual: 60, full: 1000 });
/** So many run beside each other and take over what the dead ones had; each is killed at a moment of its own. */
const together = 4;
/** After so many volleys, a round may come to its end. */
const volleys = 6;
const command = 'run-workflow workflow.ts Sink --concurrency 4';

interface Committed {
  readonly node: string;
  readonly artifacts: readonly ArtifactRow[];
}

/** A folder of its own for everything that one round leaves, beside one project. */
class Round {
  readonly #project: Project;
  readonly #home: string;
  readonly #log: string;

  constructor(project: Project, name: string) {
    this.#project = project;
    this.#home = `.clew-${name}`;
    this.#log = `started-${name}.txt`;
  }

  get #env(): Record<string, string> {
    return { CLEW_HOME: this.#home, STARTED: this.#project.path(this.#log) };
  }

  /** The nodes that have started so far, in their order, once for each time. */
  started(): string[] {
    return this.#project.lines(this.#log);
  }

  finish(): Promise<any> {
    return this.#project.json(command, { env: this.#env });
  }

  /** Gives whether the kill was in time. */
  async killAfter(ms: number): Promise<boolean> {
    const { child, ended } = this.#project.start(`${command} --json`, { env: this.#env });
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    const { signal, code, stderr } = await ended;
    clearTimeout(timer);
    if (signal !== 'SIGKILL' && code !== 0) throw new Error(`it ended by itself with ${code}: ${stderr}`);
    return signal === 'SIGKILL';
  }

  /** What the record says has run. */
  async committed(): Promise<Committed[]> {
    const file = join(this.#home, 'record.db');
    if (!this.#project.has(file)) return [];
    const record = await openRecord({ sqlite: this.#project.path(file) });
    const found: Committed[] = [];
    for (const { id } of await record.runs({ limit: 100 })) {
      for (const { status, node, componentRun } of (await record.run(id)).nodes) {
        if (status === 'ran')
          found.push({ node: node!, artifacts: (await record.componentRun(componentRun)).artifacts });
      }
    }
    await record.close();
    return found;
  }

  /** Every file that the record names, with its digest there and its digest as it lies on the disk. */
  files(
    committed: readonly Committed[],
  ): { readonly key: string; readonly recorded: string; readonly found: string }[] {
    return committed
      .flatMap(({ artifacts }) => artifacts)
      .filter(({ key }) => key !== null)
      .map(({ layer, key, digest }) => {
        const bytes = readFileSync(this.#project.path(join(this.#home, 'storage', layer, key!)));
        return { key: key!, recorded: digest, found: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
      });
  }
}

let killed = 0;
describe('killed runs', () => {
  afterAll(() => console.log(`killed ${killed} times; repeat with CLEW_TEST_SEED=${seed}`));

  test(
    `resume: a run of ${nodes} nodes killed at ${kills} random moments loses and repeats nothing (seed ${seed})`,
    { timeout: 300_000 },
    async () => {
      const project = makeProject({ 'workflow.ts': workflow });
      const random = randoms(seed);

      await new Round(project, 'warm').finish();
      const undisturbed = new Round(project, 'undisturbed');
      const before = performance.now();
      const whole = await undisturbed.finish();
      // Beside each other they take longer.
      const duration = 1.5 * (performance.now() - before);
      expect(whole).toMatchObject({ status: 'succeeded', counts: { total: nodes, ran: nodes } });
      expect(wholeFiles(undisturbed, await undisturbed.committed())).toBe(files);

      for (let number = 1; killed < kills; number++) {
        const round = new Round(project, String(number));
        for (let i = 0; i < volleys && killed < kills; i++) {
          const moments = Array.from({ length: together }, () => random() * duration);
          const inTime = await Promise.all(moments.map((ms) => round.killAfter(ms)));
          killed += inTime.filter(Boolean).length;
          await notRepeated(round);
          if (inTime.includes(false)) break;
        }
        const committed = await round.committed();
        const { output, status, counts } = await round.finish();
        expect({ status, output }).toEqual({ status: 'succeeded', output: whole.output });
        expect(counts).toMatchObject({ total: nodes, ran: nodes - committed.length, cached: committed.length });
        const all = await round.committed();
        expect(all.map(({ node }) => node).toSorted()).toEqual(
          whole.nodes.map(({ node }: { node: string }) => node).toSorted(),
        );
        expect(wholeFiles(round, all)).toBe(files);
        checkLog(round);
      }
    },
  );
});

/** How many files there are, each of them as it was written. */
function wholeFiles(round: Round, committed: readonly Committed[]): number {
  const files = round.files(committed);
  expect(files.filter(({ recorded, found }) => recorded !== found)).toEqual([]);
  return files.length;
}

/** What was committed at each kill, and how many had started until then. */
const marks = new WeakMap<Round, { readonly committed: ReadonlySet<string>; readonly started: number }[]>();

async function notRepeated(round: Round): Promise<void> {
  const committed = await round.committed();
  wholeFiles(round, committed);
  const list = marks.get(round) ?? [];
  list.push({ committed: new Set(committed.map(({ node }) => node)), started: round.started().length });
  marks.set(round, list);
}

/** No node starts after a kill that was committed before it. */
function checkLog(round: Round): void {
  const log = round.started();
  expect(new Set(log).size).toBe(nodes);
  for (const { committed, started } of marks.get(round) ?? []) {
    expect(log.slice(0, started)).toEqual(expect.arrayContaining([...committed]));
    expect(log.slice(started).filter((node) => committed.has(node))).toEqual([]);
  }
}
