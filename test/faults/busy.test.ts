import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, type Ran, makeProject } from '../support/project.ts';

/** Tiny tasks, none of which two runs have in common: all there is to do is writing. */
const workflow = `
import { FromEach, Param, Task, Workflow } from 'clew';

@Task() export class Tiny {
  @Param() who!: string;
  @Param() n!: number;
  run() { return this.who + this.n; }
}
@Workflow() export class Many {
  @Param() who!: string;
  @FromEach(Tiny, (self: Many) => Array.from({ length: 60 }, (_, n) => ({ who: self.who, n }))) all!: string[];
  run() { return this.all.length; }
}
`;
const writers = 8;
const turns = 3;
const nodes = 61;

let project: Project;
describe('concurrent processes on one SQLite record', () => {
  beforeAll(() => {
    project = makeProject({ 'workflow.ts': workflow });
  });

  /** Nothing may be on standard error but the names of nodes, and that a newcomer waits until a lone run has seen it. */
  const complaints = ({ code, stderr }: Ran): string[] => [
    ...(code === 0 ? [] : [`exit code ${code}`]),
    ...stderr.split('\n').filter((line) => line !== '' && !/^(✓|waiting for) Tiny\(|^✓ Many\(/.test(line)),
  ];

  test(
    'eight writers and two readers of a new record lose nothing and print no error',
    { timeout: 120_000 },
    async () => {
      const written = new AbortController();
      const write = async (who: number): Promise<Ran[]> => {
        const ended: Ran[] = [];
        // The first ones make the record; one after the other is the last to leave it.
        for (let turn = 0; turn < turns; turn++) {
          ended.push(await project.run(`run-workflow workflow.ts Many --who ${who}-${turn}- --concurrency 2`));
        }
        return ended;
      };
      const read = async (): Promise<Ran[]> => {
        const ended: Ran[] = [];
        while (!written.signal.aborted) ended.push(await project.run('clew runs --limit 100'));
        return ended;
      };
      const reading = Promise.all([read(), read()]);
      const wrote = (await Promise.all(Array.from({ length: writers }, (_, who) => write(who)))).flat();
      written.abort();
      const readers = (await reading).flat();
      expect([...wrote, ...readers].flatMap(complaints)).toEqual([]);
      expect(wrote).toHaveLength(writers * turns);
      for (const { stdout } of wrote) expect(stdout).toContain('output  60');

      const database = new DatabaseSync(project.path('.clew/record.db'));
      const counts = database
        .prepare(
          `select (select count(*) from pipeline_run where status = 'succeeded') as runs,
        (select count(*) from component_run where status = 'ran' and run is not null) as ran,
        (select count(*) from artifact) as artifacts, (select count(*) from holder) as holders`,
        )
        .get();
      const integrity = database.prepare('pragma integrity_check').get();
      database.close();
      const all = writers * turns;
      expect({ ...counts }).toEqual({ runs: all, ran: all * nodes, artifacts: all * nodes, holders: 0 });
      expect({ ...integrity }).toEqual({ integrity_check: 'ok' });
    },
  );

  test('eight processes can open one new record at the same moment', { timeout: 60_000 }, async () => {
    const env = { CLEW_HOME: project.path('.new') };
    const ended = await Promise.all(Array.from({ length: writers }, () => project.run('clew db migrate', { env })));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(ended.map(() => ({ code: 0, stderr: '' })));
  });
});
