import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';

const workflow = `import { From, Param, Task, TaskContext, Workflow } from 'clew';
@Task() export class Load { run() { return [1, 2, 3]; } }
@Task() export class Train {
  @Param() epochs = 2;
  @From(Load) rows!: number[];
  constructor(private readonly context: TaskContext) {}
  run() { this.context.metric('loss', 1 / this.epochs); return this.rows.length * this.epochs; }
}
@Workflow() export class Nightly {
  @Param() epochs = 2;
  @From(Train) score!: number;
  run() { return this.score; }
}`;

/** Prints what the record gives to code, as one document. */
const asking = `import { openRecord } from 'clew';
const [, , id, node] = process.argv;
await using record = await openRecord();
const { runs } = await record.runs();
console.log(JSON.stringify({
  runs: await record.runs(),
  page: await record.runs({ limit: 1, page: 2 }),
  run: await record.run(runs[0].id),
  nodes: await record.run(runs[0].id, { limit: 1 }),
  trace: await record.trace(id),
  explain: await record.explain(id),
  explainRun: await record.explain(runs[0].id),
  why: await record.why(node),
  history: await record.history('Train'),
  components: await record.components(),
}));`;

describe('openRecord()', () => {
  test('returns the same data as the commands print with --json', async () => {
    const project = await makeProject({ 'workflow.ts': workflow, 'ask.mjs': asking });
    const { outputIds, run } = await project.json('run-workflow workflow.ts Nightly');
    await project.json('run-workflow workflow.ts Nightly --epochs 3');
    const [id] = outputIds as [string];
    const { runs } = await project.json('clew runs');
    const newest = (runs as { id: string }[])[0]!.id;
    expect(newest).not.toBe(run);
    const { stdout, stderr, code } = await project.startFile('ask.mjs', [id, 'Train(epochs=3)']).ended;
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const told = JSON.parse(stdout) as Record<string, unknown>;
    const asked = {
      runs: 'clew runs',
      page: 'clew runs --limit 1 --page 2',
      run: `clew show ${newest}`,
      nodes: `clew show ${newest} --limit 1`,
      trace: `clew bt ${id}`,
      why: 'clew why Train(epochs=3)',
      history: 'clew history Train',
      components: 'clew components',
    };
    for (const [question, command] of Object.entries(asked))
      expect(told[question], command).toEqual(await project.json(command));
    // What the command adds is how many steps were left out.
    const { more, ...explained } = await project.json(`clew explain ${id}`);
    expect({ more, explained }).toEqual({ more: false, explained: told.explain });
    expect(await project.json(`clew explain ${newest}`)).toMatchObject(told.explainRun as object);
  });

  test('rejects with RECORD_MISSING before the first run, and with UNKNOWN_ID for an unknown id', async () => {
    const project = await makeProject({
      'workflow.ts': workflow,
      'ask.mjs': `import { openRecord } from 'clew';
const failure = async (work) => work().then(() => undefined, ({ code }) => code);
const none = await failure(() => openRecord());
console.log(none);`,
      'unknown.mjs': `import { openRecord } from 'clew';
await using record = await openRecord();
console.log(await record.trace('out-nothing').catch(({ code }) => code));`,
    });
    expect((await project.startFile('ask.mjs').ended).stdout).toBe('RECORD_MISSING\n');
    await project.run('run-workflow workflow.ts Nightly');
    expect((await project.startFile('unknown.mjs').ended).stdout).toBe('UNKNOWN_ID\n');
  });
});
