import { describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';
import { type Delivered, deliver, deliveries } from './deliveries.ts';

const workflow = `
import { type Artifact, From, FromEach, Param, Task, Workflow, type Output, lineage } from 'clew';
@Task() export class Seed { run() { return 'x'.repeat(100); } }
@Task() export class Piece {
  @Param() name!: string;
  @Param() n!: number;
  @From(Seed) seed!: string;
  run() { lineage.log('id-' + this.n, { label: this.name }); return { n: this.n, seed: this.seed }; }
}
@Workflow() export class All {
  @FromEach(Piece, () => Array.from({ length: 120 }, (_, n) => ({ name: 'piece ' + n + 'y'.repeat(600), n })))
  pieces!: Output<Piece>[];
  run() { return { pieces: this.pieces, text: 'z'.repeat(100_000) }; }
}
@Task({ storage: 's3' }) export class Lines {
  *run() { for (let n = 0; n < 300; n++) yield { n, text: 'x'.repeat(600) }; }
}
@Task({ cache: false }) export class Loud {
  run() { for (let n = 0; n < 300; n++) console.log('line ' + n + 'w'.repeat(600)); return 'done'; }
}
@Task({ cache: false, isolate: 'process' }) export class LoudApart extends Loud {}
`;

const commands = `
run-workflow workflow.ts All
run-workflow workflow.ts All --json
run-workflow workflow.ts All --dry-run --json
run-workflow workflow.ts Loud
run-workflow workflow.ts LoudApart
clew explain id-7
run-workflow workflow.ts All --help
clew --help
clew bt art:All --limit 1000
clew bt art:All --json
clew show run:All --json
clew artifacts ls Piece --limit 1000 --json
clew artifacts cat Lines
clew artifacts cat All
clew impact art:Seed --limit 1000
clew impact art:Seed --json
clew impact art:Seed --output-ids
clew history Piece --limit 1000
clew graph workflow.ts All --json
clew bt nobody`;

describe('output of commands', () => {
  test('arrives whole in a file, a pipe, a slow pipe and a terminal, or the exit code says that it did not', async () => {
    const project = makeProject({ 'workflow.ts': workflow });
    const words = await prepared(project);
    const wrong: string[] = [];
    await each(words, 4, async (command) => {
      const all: Delivered[] = [];
      for (const to of deliveries) all.push(await deliver(project, command, to));
      const [file, pipe, slow, closed, full, terminal] = all as unknown as Record<number, Delivered> & Delivered[];
      const say = (what: string, one: Delivered): unknown =>
        wrong.push(`${command.join(' ')}: ${what}: ${one.code} after ${one.text.length} characters ${one.stderr}`);
      if (command.includes('--json')) JSON.parse(file!.text);
      const code = command.includes('nobody') ? 2 : 0;
      if (file!.code !== code) say('file', file!);
      const whole = masked(file!.text);
      for (const [one, what] of [
        [pipe, 'pipe'],
        [slow, 'slow pipe'],
      ] as const)
        if (one!.code !== code || masked(one!.text) !== whole) say(what, one!);
      if (closed!.code !== (code || 141)) say('closed pipe', closed!);
      if (full!.code !== (code || 74) || (code === 0 && !full!.stderr.includes('no space left')))
        say('full disk', full!);
      const last = whole.trimEnd().split('\n').at(-1)!.slice(0, 150);
      if (terminal!.code !== code || !masked(terminal!.text).includes(last)) say('terminal', terminal!);
      for (const one of all) expectNoStack(one.stderr);
    });
    expect(wrong).toEqual([]);
  }, 300_000);

  /** A record with something in it, and the commands with its ids. */
  async function prepared(project: Project): Promise<string[][]> {
    const { run } = await project.json('run-workflow workflow.ts All');
    await project.json('run-workflow workflow.ts Lines');
    const { artifacts } = await project.json('clew artifacts ls --limit 1000');
    const artifact = (task: string): string =>
      artifacts.findLast(({ component, name }: any) => component === task && name === 'output').id;
    return commands
      .trim()
      .split('\n')
      .map((line) =>
        line.split(' ').map((word) => {
          const [kind, name] = word.split(':');
          return name === undefined ? word : kind === 'run' ? run : artifact(name);
        }),
      );
  }

  /** Without times and the ids of new runs. */
  const masked = (text: string): string =>
    text.replaceAll(/\b(?:run|cr|art|out)-\w+/g, 'id').replaceAll(/[\d.,:-]+ ?(?:ms|s|min)?\b|\d\S+/g, '#');

  async function each<T>(items: readonly T[], abreast: number, act: (item: T) => Promise<void>): Promise<void> {
    const left = [...items];
    const one = async (): Promise<void> => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
    };
    await Promise.all(Array.from({ length: abreast }, one));
  }
});
