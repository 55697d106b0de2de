import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { nightly } from './nightly.ts';

/** Every list about what is on record: its command, where its JSON has the list, and how many there are. */
const lists: readonly (readonly [command: string, key: string, total: number])[] = [
  ['bt prediction', 'frames', 4],
  ['impact RUN', 'componentRuns', 4],
  ['diff RUN OTHER', 'frames', 4],
  ['history Train', 'runs', 4],
  ['runs', 'runs', 3],
  ['show RUN', 'nodes', 4],
  ['components', 'components', 4],
  ['flag', 'flagged', 2],
  ['note Train', 'notes', 3],
  ['info inputs NIGHTLY', 'inputs', 2],
  ['print NIGHTLY models', 'values', 2],
  ['list NIGHTLY', 'lines', 15],
  ['artifacts ls', 'artifacts', 7],
];

describe('pages (--limit, --page)', () => {
  let project: Project;
  let ids: Readonly<Record<string, string>>;
  beforeAll(async () => {
    project = makeProject(nightly);
    const other = await project.json('run-workflow workflow.ts --day 2026-11-01');
    project.write({ 'workflow.ts': nightly['workflow.ts'].replace('rows: 3', 'rows: 4').replace('0.5 +', '0.4 +') });
    const { run, nodes } = await project.json('run-workflow workflow.ts --day 2026-11-02');
    await project.json('run-workflow workflow.ts Load --day 2026-11-01');
    ids = { RUN: run, OTHER: other.run, NIGHTLY: nodes.find(({ task }: any) => task === 'Nightly').componentRun };
    for (const id of other.outputIds) await project.run(['clew', 'flag', id]);
    for (const text of ['one', 'two', 'three']) await project.run(['clew', 'note', 'Train', text]);
  });
  const wordsOf = (command: string, ...more: string[]): string[] => [
    'clew',
    ...command.split(' ').map((word) => ids[word] ?? word),
    ...more,
  ];

  test.each(lists)('clew %s gives pages as text and as JSON', async (command, key, total) => {
    const seen: unknown[] = [];
    for (let page = 1; ; page++) {
      const answer = await project.json(wordsOf(command, '--limit', '1', '--page', String(page)));
      expect(answer).toMatchObject({ page, more: page < total });
      expect(answer[key]).toHaveLength(1);
      seen.push(JSON.stringify(answer[key][0]));
      if (page === total || page === 4) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const first = await project.run(wordsOf(command, '--limit', '1'));
    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/--page 2/)]);
    const beyond = await project.run(wordsOf(command, '--limit', '1', '--page', '99'));
    expect([beyond.code, beyond.stdout]).toEqual([
      0,
      expect.stringMatching(/[Tt]here (is|are) no page 99|That was all of/),
    ]);
    const wrong = await project.run(wordsOf(command, '--limit', '0'));
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--limit wants a whole number of at least 1'),
    ]);
  });

  test.each(lists.slice(0, -1))('clew %s fits into 40 columns without UTF-8', async (command) => {
    const { stdout } = await project.run(wordsOf(command), { env: { COLUMNS: '40', LC_ALL: 'POSIX' } });
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(stdout).toMatch(/^[\x00-\x7f]+$/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

test('pages have 50 entries by default in JSON', async () => {
  const project = makeProject({
    'workflow.ts': `
import { FromEach, Param, Task, TaskContext, Workflow, type Output } from 'clew';
@Task() export class Part {
  @Param() n!: number;
  constructor(private readonly context: TaskContext) {}
  run() { return { n: this.n, id: this.context.outputId({ id: 'part-' + this.n }) }; }
}
@Workflow() export class All {
  @FromEach(Part, () => Array.from({ length: 59 }, (_, n) => ({ n }))) parts!: Output<Part>[];
  run() { return this.parts.length; }
}`,
  });
  const { run, nodes } = await project.json('run-workflow workflow.ts All');
  const all = nodes.find(({ task }: any) => task === 'All').componentRun;
  const commands = { frames: `bt ${all}`, nodes: `show ${run}`, componentRuns: `impact ${run}`, outputIds: `impact ${run} --output-ids` }; // prettier-ignore
  for (const [key, command] of Object.entries(commands)) {
    const whole = (await project.json(`clew ${command} --limit 100`))[key];
    expect(whole).toHaveLength(60);
    const [first, second] = [await project.json(`clew ${command} --page 1`), await project.json(`clew ${command} --page 2`)]; // prettier-ignore
    expect(first).toMatchObject({ [key]: whole.slice(0, 50), page: 1, more: true });
    expect(second).toMatchObject({ [key]: whole.slice(50), page: 2, more: false });
  }
});
