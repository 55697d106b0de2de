import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { InputMode } from '../../../src/authoring/notes.ts';
import type { Executor, JobInput, JobListener, JobSource, TaskJob, TaskResult } from '../../../src/runtime/job.ts';
import { Artifacts } from '../../../src/storage/artifacts.ts';
import { BoundLayer } from '../../../src/storage/layer.ts';
import { Layers, type LayersOptions } from '../../../src/storage/layers.ts';
import type { ArtifactRef } from '../../../src/storage/ref.ts';
import { encode } from '../../../src/values/encode.ts';
import { newComponentRunId } from '../../../src/values/id.ts';
import { decode } from '../../../src/values/special-values.ts';
import { Secrets } from '../../../src/values/secrets.ts';
import { temporaryFolder } from '../../storage/folder.ts';

/** What an executor is made for: plain data, so that it may be made in another process. */
export interface ExecutorSite {
  readonly layers: LayersOptions;
  readonly concurrency: number;
}
/** One whose jobs can't reach these layers brings its own. */
export interface Made {
  readonly executor: Executor;
  readonly layers: LayersOptions;
}
export type MakeExecutor = (site: ExecutorSite) => Executor | Made | Promise<Executor | Made>;

const module = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** There and back as JSON and by structured clone: what a job or a result must bear on its way. */
const travelled = <T>(thing: T): T => structuredClone(decode(encode(thing)) as T);

/** One executor, and the artifacts that its jobs read and write. */
export class ExecutorBench {
  readonly artifacts: Artifacts;
  readonly executor: Executor;
  readonly #layers: Layers;

  private constructor({ executor, layers }: Made) {
    this.executor = executor;
    this.#layers = new Layers(layers);
    this.artifacts = new Artifacts(this.#layers);
  }

  static async open(make: MakeExecutor, concurrency = 2): Promise<ExecutorBench> {
    const home = await temporaryFolder();
    const layers = { layers: { local: { folder: path.join(home, 'local') } }, default: 'local', home };
    const made = await make({ layers, concurrency });
    const bench = new ExecutorBench('executor' in made ? made : { executor: made, layers });
    onTestFinished(() => bench.executor.close());
    return bench;
  }

  job(name: string, params: object = {}, rest: Partial<TaskJob> = {}): TaskJob {
    const componentRun = newComponentRunId();
    const prefix = `project/task/${name}/0123`;
    const base = { run: 'run-1', componentRun, node: name, identity: 'sha256:0', task: { module, name }, prefix };
    return {
      ...base,
      params: encode(params),
      secrets: [],
      hidden: Secrets.of(...(rest.secrets ?? []).map((one) => (params as Record<string, unknown>)[one])).texts,
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

  /** Other bytes stand where those of an artifact stood. */
  async damage({ layer, key }: ArtifactRef, bytes: Uint8Array): Promise<void> {
    const driver = this.#layers.driver(layer);
    await driver.remove(key!);
    await driver.put(key!, bytes);
  }

  input(field: string, mode: InputMode, handle: boolean, ...sources: JobSource[]): JobInput {
    return { field, mode, handle, sources };
  }

  read(result: TaskResult): Promise<any> {
    return this.artifacts.read(result.output!, result.stored);
  }
}
