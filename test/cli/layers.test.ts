import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake } from './calm.ts';
import { head } from './nightly.ts';

const train = (isolate: string): string => `${head}
import { Service } from 'typedi';
import { Storage, StorageLayer } from 'clew';
@Service() class Log {
  constructor(@Storage('logs') private readonly layer: StorageLayer) {}
  write(text: string) { return this.layer.store('log.txt', text); }
}
@Task({ storage: 's3', isolate: ${isolate} }) export class Train {
  @Storage('models') models!: StorageLayer;
  constructor(private readonly log: Log, @Storage('models') private readonly same: StorageLayer, private readonly storage: StorageLayer) {}
  async run() {
    ran('Train');
    for (const epoch of [1, 2, 3]) {
      await this.models.store(\`epoch-\${epoch}\`, { epoch });
      if (epoch > 1) await this.same.remove(\`epoch-\${epoch - 1}\`);
    }
    await this.log.write('all well');
    const [best] = await this.models.list('epoch-');
    return { best, epoch: (await this.same.load<{ epoch: number }>('epoch-3')).epoch, there: await this.storage.exists('epoch-3') };
  }
}`;
const settings = `export default { storage: { layers: { models: { folder: 'm' }, logs: { folder: 'l' } } } };`;

describe('@Storage', () => {
  test.each(['false', "'thread'", "'process'"])('with isolate: %s', async (isolate) => {
    const project = makeProject({ 'workflow.ts': train(isolate), 'clew.config.ts': settings });
    const { output } = await project.json('run-workflow workflow.ts Train');
    expect(output).toMatchObject({ best: { name: 'epoch-3' }, epoch: 3, there: false });
    const { artifacts } = await project.json('clew artifacts ls Train');
    expect(artifacts.map(({ name, layer }: any) => `${name} ${layer}`)).toEqual([
      'output s3',
      'epoch-3 models',
      'log.txt logs',
    ]);
    expect(await project.json('clew artifacts verify')).toMatchObject({ checked: 3, bad: [] });
    expect((await project.json('run-workflow workflow.ts Train')).counts).toMatchObject({ ran: 0, cached: 1 });
    // The bytes of a handle belong to what it found again: gone, the task runs again.
    expect((await project.json('run-workflow workflow.ts Train --force')).counts.ran).toBe(1);
  });

  test('of a layer that the settings do not name is said before anything runs', async () => {
    const project = makeProject({ 'workflow.ts': train('false') });
    expectMistake(
      await project.run('run-workflow workflow.ts Train'),
      'error Train.models asks for the storage layer "models", which the settings don\'t name.',
      'Add it to storage.layers in clew.config.ts, or use one of: local, s3.',
    );
    expect(project.lines('ran.txt')).toEqual([]);
  });

  test('of a layer in memory is said before anything runs apart', async () => {
    const project = makeProject({
      'workflow.ts': train("'thread'"),
      'clew.config.ts': settings.replace("{ folder: 'm' }", '{ memory: true }'),
    });
    expectMistake(
      await project.run('run-workflow workflow.ts Train'),
      `error Train can't run in isolation: it writes to the storage layer "models", which is in memory.`,
      'Make "models" a folder in clew.config.ts, or give the task `isolate: false`.',
    );
    expect(project.lines('ran.txt')).toEqual([]);
  });
});
