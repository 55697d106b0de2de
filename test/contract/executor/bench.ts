import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { InputMode } from '../../../src/authoring/notes.ts';
import type { Executor, JobInput, JobListener, JobSource, TaskJob, TaskResult } from '../../../src/runtime/job.ts';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { BoundLayer } from '../../../src/storage/layer.ts';
import { Layers, type LayersOptions } from '../../../src/storage/layers.ts';
import { encode } from '../../../src/values/encode.ts';
import { newComponentRunId } from '../../../src/values/id.ts';
import { decode } from '../../../src/values/specials.ts';
import { temporaryFolder } from '../../storage/folder.ts';

/** What an executor is made for: plain data, so that it may be made in another process. */
export interface ExecutorSite {
  readonly layers: LayersOptions;
  readonly concurrency: number;
}
export type MakeExecutor = (site: ExecutorSite) => Executor | Promise<Executor>;

const module = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** There and back as JSON and by structured clone: what a job or a result must bear on its way. */
const travelled = <T>(thing: T): T => structuredClone(decode(encode(thing)) as T);

/** One executor, and the artifacts that its jobs read and write. */
export class ExecutorBench {
  readonly artifacts: Artifacts;
  readonly executor: Executor;

  private constructor(executor: Executor, artifacts: Artifacts) {
    this.executor = executor;
    this.artifacts = artifacts;
  }

  static async open(make: MakeExecutor, concurrency = 2): Promise<ExecutorBench> {
    const home = await temporaryFolder();
    const layers = { layers: { local: { folder: path.join(home, 'local') } }, default: 'local', home };
    const executor = await make({ layers, concurrency });
    onTestFinished(() => executor.close());
    return new ExecutorBench(executor, new Artifacts(new Layers(layers)));
  }

  job(name: string, params: object = {}, rest: Partial<TaskJob> = {}): TaskJob {
    const componentRun = newComponentRunId();
    const prefix = `project/task/${name}/0123`;
    const base = { run: 'run-1', componentRun, node: name, identity: 'sha256:0', task: { module, name }, prefix };
    return {
      ...base,
      params: encode(params),
      secrets: [],
      inputs: [],
      storage: null,
      attempt: 1,
      timeout: null,
      ...rest,
    };
  }

  async execute(
    job: TaskJob,
    { signal = new AbortController().signal, ...listener }: JobListener & { signal?: AbortSignal } = {},
  ): Promise<TaskResult> {
    return travelled(await this.executor.execute(travelled(job), signal, listener));
  }

  run(name: string, params: object = {}, rest: Partial<TaskJob> = {}): Promise<TaskResult> {
    return this.execute(this.job(name, params, rest));
  }

  /** What another task has given. */
  async source(value: unknown, storage: string | null = null): Promise<JobSource> {
    const componentRun = newComponentRunId();
    const prefix = 'project/task/Source/0123';
    return new BoundLayer(this.artifacts, { componentRun, layer: storage, prefix }).finish(value);
  }

  input(field: string, mode: InputMode, handle: boolean, ...sources: JobSource[]): JobInput {
    return { field, mode, handle, sources };
  }

  read(result: TaskResult): Promise<any> {
    return this.artifacts.read(result.output!, result.stored);
  }
}
