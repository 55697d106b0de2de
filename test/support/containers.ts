import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import { onTestFinished, vi } from 'vitest';
import { type TaskNote, noteOf } from '../../src/authoring/notes.ts';
import { SageMakerExecutor } from '../../src/executors/sagemaker/executor.ts';
import type { SageMakerSettings } from '../../src/executors/sagemaker/settings.ts';
import type { JobKind } from '../../src/executors/sagemaker/container.ts';
import { Service } from '../../src/executors/sagemaker/service.ts';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord } from '../../src/lineage/record.ts';
import { pack } from '../../src/modules/package/pack.ts';
import { RemoteExecutor } from '../../src/project/sagemaker/remote-executor.ts';
import { upload } from '../../src/project/sagemaker/upload.ts';
import { version } from '../../src/project/version.ts';
import { S3Driver } from '../../src/storage/s3/driver.ts';
import type { S3Settings } from '../../src/storage/s3/settings.ts';
import { startAws } from '../../src/testing/index.ts';
import type { MakeExecutor } from '../contract/executor/bench.ts';

/** Where jobs run: SageMaker, and a bucket that it reaches. */
export interface Cloud {
  readonly bucket: S3Settings;
  readonly settings: SageMakerSettings;
}

/** SageMaker on this machine. Its images run the package's own entry, each in a process of its own. */
export async function cloudHere(): Promise<Cloud> {
  const aws = await startAws({ s3: { buckets: ['jobs'] }, sagemaker: { pace: Infinity } });
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  onTestFinished(async () => {
    await aws.close();
    vi.unstubAllEnvs();
  });
  const rates = { create: 500, describe: 500, list: 500, stop: 500, logs: 500 };
  return {
    bucket: aws.s3.settings('jobs'),
    settings: { ...aws.sagemaker.settings, sweep: '50 ms', rates },
  };
}

/**
 * An executor whose jobs are real containers, for the tasks of one module. They get that module as users write one: what
 * it imports of the source comes from the package. `beside`: other modules of its folder that are sent with it.
 */
export const inContainers =
  (module: string, tasks: object, cloud: () => Promise<Cloud>, beside: readonly string[] = []): MakeExecutor =>
  async ({ layers: { home }, concurrency }) => {
    const { bucket, settings } = await cloud();
    const notes = new Map(Object.values(tasks).map((task) => [noteOf(task)!.name, noteOf(task)!]));
    const root = path.join(home, 'project');
    await mkdir(root, { recursive: true });
    const name = path.basename(module);
    const source = (await readFile(module, 'utf8')).replaceAll(/'(?:\.\.\/)+src\/[^']+'/g, `'clew'`);
    await writeFile(path.join(root, name), source);
    for (const file of beside) await copyFile(path.join(path.dirname(module), file), path.join(root, file));
    await writeFile(path.join(root, 'package.json'), '{ "name": "contract", "type": "module" }');
    const storage = { default: 'local', layers: { local: bucket } };
    await writeFile(path.join(root, 'clew.config.mjs'), `export default ${JSON.stringify({ storage })};`);
    const record = await openRecord({ sqlite: ':memory:' });
    onTestFinished(async () => {
      await stopLeft(record, settings);
      await record.close();
    });
    const packed = await pack(
      [name, 'clew.config.mjs', ...beside].map((file) => path.join(root, file)),
      root,
    );
    const driver = new S3Driver(bucket);
    const code = await upload(packed, driver);
    const executor = new SageMakerExecutor(
      {
        settings,
        layer: 'local',
        driver,
        root: path.dirname(module),
        profile: 'local',
        version,
        code: async () => code,
        taskNamed: (wanted): TaskNote | undefined => notes.get(wanted),
        made: async () => [],
        notesOf: () => ({ dependencies: null, packageFiles: [], modules: [] }),
        jobs: record.jobs,
        record: home,
        process: 'proc-test',
        verbose: true,
      },
      new PQueue({ concurrency }),
    );
    const layers = { ...storage, home };
    return { executor: new RemoteExecutor(executor, storage.layers, path.dirname(module)), layers };
  };

/** What a case that failed has left running costs money. */
async function stopLeft({ jobs }: LineageRecord, settings: SageMakerSettings): Promise<void> {
  const left = (await jobs.list()).filter(({ state }) => state === 'creating' || state === 'running');
  const service = new Service(settings, jobs);
  for (const { kind, name } of left) await service.stop(kind as JobKind, name);
  service.close();
}
