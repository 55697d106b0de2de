import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { type Project, makeProject } from '../support/project.ts';

/** A zero character and half of a surrogate pair: PostgreSQL keeps neither. */
const odd = 'a\\0b\\ud800c';
const shown = 'a\ufffdb\ufffdc';
const long = `'x'.repeat(9_000)`;

const files = {
  'tasks.ts': `
import { lineage, Param, PermanentError, StorageLayer, Task, TaskContext } from 'clew';

@Task({ doc: 'doc ${odd}', owner: '@${odd}', storage: 'local' })
export class Odd {
  @Param() text = 'default ${odd}';
  constructor(private readonly context: TaskContext, private readonly storage: StorageLayer) {}
  async run() {
    this.context.outputId({ id: 'id ${odd}', label: 'label ${odd}' });
    this.context.metric('metric ${odd}', 1);
    this.context.logger.info('log ${odd}');
    const call = lineage.register('call ${odd}', { inputs: (url: string) => [url] }, (url: string) => {
      lineage.log('of a call ${odd}');
      return url.length;
    });
    call('https://example.com/?q=' + 'y'.repeat(9_000));
    return { text: this.text, stored: await this.storage.store('stored', '${odd}') };
  }
}

@Task()
export class Fails {
  run() {
    throw new PermanentError('message ${odd}', { cause: new Error('cause ${odd}') });
  }
}

@Task()
export class LongId {
  constructor(private readonly context: TaskContext) {}
  run() { this.context.outputId({ id: ${long} }); }
}

@Task()
export class LongMetric {
  constructor(private readonly context: TaskContext) {}
  run() { this.context.metric(${long}, 1); }
}

@Task()
export class LongCall {
  run() { lineage.register('serve', {}, () => lineage.log(${long}))(); }
}

@Task()
export class LongComponent {
  run() { lineage.register(${long}, {}, () => 1)(); }
}

@Task()
export class LongTag {
  async run() { await lineage.component('serve').tagged(${long}); }
}

@Task()
export class LongWords {
  @Param() text = ${long};
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.outputId({ id: 'words', label: this.text });
    throw new PermanentError(this.text);
  }
}
`,
};

describe.each([
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ CLEW_RECORD: await freshDatabase() })],
])('special and long text in the record on %s', (_, variables) => {
  let project: Project;
  let env: Record<string, string>;
  beforeAll(async () => {
    env = await variables();
    const config = `export default { record: process.env.CLEW_RECORD ? { postgres: process.env.CLEW_RECORD } : undefined };`;
    project = makeProject({ ...files, 'clew.config.ts': config });
  });

  /** Reads what is on record of a task's last component run, as text. */
  const lastOf = async (task: string): Promise<string> => {
    const { stdout: history } = await project.run(`clew history --json ${task}`, { env });
    const [last] = (JSON.parse(history) as { runs: { componentRun: string }[] }).runs;
    return (await project.run(`clew bt --json ${last!.componentRun}`, { env })).stdout;
  };

  test('text that a database refuses is recorded with a replacement character, and found by it', async () => {
    const ran = await project.run('run-workflow tasks.ts Odd', { env });
    expect(ran).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/lost|could not be recorded/i) });
    const again = await project.run('run-workflow tasks.ts Odd', { env });
    expect(again.stdout).toMatch(/1 cached/);
    for (const id of [`id ${shown}`, `of a call ${shown}`]) {
      const { code, stdout, stderr } = await project.run(['clew', 'bt', id], { env });
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Odd');
    }
    const { stdout } = await project.run(['clew', 'bt', '--json', `id ${shown}`], { env });
    for (const words of ['metric ', '@']) expect(stdout).toContain(words + shown);
    expect(await project.run('clew history Odd', { env })).toMatchObject({ code: 0, stderr: '' });
  });

  test('a task that fails with such text is recorded as failed', async () => {
    expect((await project.run('run-workflow tasks.ts Fails', { env })).code).toBe(1);
    expect(await lastOf('Fails')).toContain('message a');
  });

  test.each(['LongId', 'LongMetric', 'LongCall', 'LongComponent', 'LongTag'])(
    'a name of 9,000 bytes fails the task: %s',
    async (task) => {
      const { code, stdout } = await project.run(`run-workflow tasks.ts ${task}`, { env });
      expect([code, stdout]).toEqual([
        1,
        expect.stringContaining('has 9,000 bytes, and the record takes no more than 1,024'),
      ]);
      expect(stdout).toContain('tasks.ts:');
      expect(stdout).not.toContain('x'.repeat(100));
      expect(await lastOf(task)).toContain('has 9,000 bytes');
    },
  );

  test('labels and error messages may have 9,000 bytes', async () => {
    expect((await project.run('run-workflow tasks.ts LongWords', { env })).code).toBe(1);
    expect(await lastOf('LongWords')).toContain('x'.repeat(9_000));
  });
});
