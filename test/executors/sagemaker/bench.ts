import { onTestFinished } from 'vitest';
import { Param, Task } from '../../../src/authoring/index.ts';
import { type TaskNote, noteOf } from '../../../src/authoring/notes.ts';
import type { SageMakerExecutor } from '../../../src/executors/sagemaker/executor.ts';
import type { JobListener, TaskJob, TaskResult } from '../../../src/runtime/job.ts';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { Layers } from '../../../src/storage/layers.ts';
import type { SageMakerOptions } from '../../../src/testing/sagemaker/sagemaker-options.ts';
import { encode } from '../../../src/values/encode.ts';
import { newComponentRunId } from '../../../src/values/id.ts';
import { Echo, Stores, Waits } from '../../contract/executor/tasks.ts';
import { type Sandbox, startSandbox } from '../../support/sagemaker.ts';

@Task({ on: { batch: 3 } })
class Small {
  @Param() value!: number;
  run(): number {
    if (this.value < 0) throw new RangeError('below nothing');
    return this.value * 2;
  }
}

@Task({ on: { job: 'training', instance: 'ml.g5.xlarge', spot: true } })
class Trains {
  run(): string {
    return 'trained';
  }
}

@Task({ cache: false })
class Sends {
  run(): string {
    return 'sent';
  }
}

const notes = new Map([Echo, Sends, Small, Stores, Trains, Waits].map((task) => [noteOf(task)!.name, noteOf(task)!]));

export type Faults = NonNullable<SageMakerOptions['faults']>;

/** A sandbox, and jobs that are started in it. */
export interface Bench extends Sandbox {
  readonly artifacts: Artifacts;
  start(executor: SageMakerExecutor, job: TaskJob, rest?: JobListener & { signal?: AbortSignal }): Promise<TaskResult>;
  read(result: TaskResult): Promise<unknown>;
}

export async function openBench(options: Parameters<typeof startSandbox>[1] = {}): Promise<Bench> {
  const sandbox = await startSandbox((name: string): TaskNote | undefined => notes.get(name), options);
  const layers = { layers: { s3: sandbox.aws.s3.settings('jobs') }, default: 's3', home: '/nowhere' };
  const artifacts = new Artifacts(new Layers(layers));
  sandbox.site = { artifacts, families: {}, taskNamed: ({ name }) => notes.get(name)! };
  return Object.assign(sandbox, {
    artifacts,
    start: (
      executor: SageMakerExecutor,
      one: TaskJob,
      { signal = new AbortController().signal, ...listener }: JobListener & { signal?: AbortSignal } = {},
    ) => executor.execute(one, signal, listener),
    read: ({ output, stored }: TaskResult) => artifacts.read(output!, stored),
  });
}

export function jobOf(name: string, params: object = {}, rest: Partial<TaskJob> = {}): TaskJob {
  return {
    run: 'run-1',
    componentRun: newComponentRunId(),
    node: `${name}(…)`,
    identity: `sha256:${name}${JSON.stringify(params)}`,
    task: { module: '/nowhere/tasks.ts', name },
    params: encode(params),
    secrets: [],
    hidden: [],
    inputs: [],
    storage: null,
    prefix: `project/task/${name}/0123`,
    attempt: 1,
    timeout: null,
    ...rest,
  };
}

/** An executor that is closed with the test. */
export function executorOf(bench: Bench, ...given: Parameters<Sandbox['executor']>): SageMakerExecutor {
  const executor = bench.executor(...given);
  onTestFinished(() => executor.close());
  return executor;
}
