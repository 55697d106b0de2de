import { mkdtemp, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import PQueue from 'p-queue';
import { WorkerExecutor } from '../../executors/workers/executor.ts';
import type { Prepared } from '../prepare.ts';
import type { JobInput, TaskResult } from '../../runtime/job.ts';
import type { AuditedNode } from './audited-node.ts';
import { makeJob } from '../../scheduler/entry.ts';
import { Artifacts } from '../../storage/artifacts.ts';
import type { ArtifactRef } from '../../storage/ref.ts';
import { artifactsOf } from '../artifacts.ts';
import { workerEntry } from '../executor.ts';
import type { Project } from '../project.ts';
import type { Origin } from '../worker-main.ts';
import type { WorkerProgram } from '../worker-program.ts';
import { overlaidLayers } from './job-site.ts';
import { backoff } from '../../values/backoff.ts';
import { pause } from '../../values/pause.ts';
import { temporaryName } from '../../values/temporary-folder.ts';
import type { LimitNeed } from '../../authoring/limit-options.ts';

/** The run that a job belongs to where the record doesn't say which. */
const noRun = 'run-audit';

export interface AuditExecutorOptions {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** The program that each execution loads its task from. */
  readonly program: () => WorkerProgram;
}

/** Executes nodes once more, each in a process of its own, of which nothing stays. */
export class AuditExecutor implements AsyncDisposable {
  readonly concurrency: number;
  /** Reads what is in the layers, and what the executions have written. */
  readonly artifacts: Artifacts;
  readonly #project: Project;
  readonly #planned: Pick<Prepared, 'plan' | 'code'>;
  readonly #workers: WorkerExecutor;
  readonly #limits: LimitPool;
  readonly #signal: AbortSignal;
  readonly #folder: string;

  private constructor(
    project: Project,
    planned: Pick<Prepared, 'plan' | 'code'>,
    folder: string,
    { concurrency, signal, program }: AuditExecutorOptions,
  ) {
    const { settings, record, layers } = project;
    const { root, profile, configFile } = settings;
    const origin: Origin = { root, profile, configFile, audit: { folder } };
    const site = {
      entry: workerEntry,
      origin: JSON.stringify(origin),
      taskNamed: (name: string) => planned.plan.tasks.named(name)?.note,
      made: (componentRuns: readonly string[]) => record.made(componentRuns),
      fresh: true,
      program,
    };
    this.concurrency = concurrency;
    this.#project = project;
    this.#planned = planned;
    this.#workers = new WorkerExecutor('process', site, new PQueue({ concurrency }));
    this.#limits = new LimitPool(settings.limits);
    this.#signal = signal;
    this.#folder = folder;
    // Layers in memory belong to this process: their artifacts are read by the same drivers that wrote them.
    const drivers = Object.fromEntries(layers.names.map((name) => [name, layers.driver(name)]));
    this.artifacts = artifactsOf(settings, overlaidLayers(settings, folder, drivers));
    process.on('exit', this.#removeFolder);
  }

  static async open(
    project: Project,
    planned: Pick<Prepared, 'plan' | 'code'>,
    options: AuditExecutorOptions,
  ): Promise<AuditExecutor> {
    return new AuditExecutor(project, planned, await mkdtemp(temporaryName('audit')), options);
  }

  /** Executes a node, with the retries and the limits that the task has in a run. */
  async execute(cached: AuditedNode, started: () => void): Promise<TaskResult> {
    const { node, identity, hit } = cached;
    const { limits = [], backoff: first } = node.model.note;
    const inputs = await this.#reachable(cached.inputs);
    const { plan, code } = this.#planned;
    const parts = { run: hit.run ?? noRun, project: this.#project.settings.project, plan, codeOf: code.of };
    await this.#limits.take(limits);
    try {
      for (let attempt = 1; ; attempt++) {
        const job = makeJob({ node, inputs, identity }, attempt, true, parts);
        const result = await this.#workers.execute(job, this.#signal, { started });
        if (!result.retryable || this.#signal.aborted) return result;
        await pause(backoff({ first }, attempt), this.#signal);
      }
    } finally {
      this.#limits.give(limits);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workers.close();
    process.off('exit', this.#removeFolder);
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Puts artifacts that are in this process's memory into the job itself. */
  async #reachable(inputs: readonly JobInput[]): Promise<JobInput[]> {
    const { layers, artifacts } = this.#project;
    const carried = async (ref: ArtifactRef): Promise<ArtifactRef> =>
      ref.inline !== null || layers.driver(ref.layer).kind !== 'memory'
        ? ref
        : { ...ref, inline: await artifacts.bytes(ref), blocks: null };
    return Promise.all(
      inputs.map(async (input) => {
        const sources = input.sources.map(async ({ output, stored }) => ({
          output: await carried(output),
          stored: await Promise.all(stored.map(carried)),
        }));
        return { ...input, sources: await Promise.all(sources) };
      }),
    );
  }

  readonly #removeFolder = (): void => rmSync(this.#folder, { recursive: true, force: true });
}

interface Waiter {
  readonly needs: readonly LimitNeed[];
  readonly resume: () => void;
}

/** Units of the limits in the settings, shared between the executions of one audit: nothing of it is on record. */
export class LimitPool {
  readonly #left: Map<string, number>;
  readonly #waiting: Waiter[] = [];

  constructor(limits: Readonly<Record<string, number>>) {
    this.#left = new Map(Object.entries(limits));
  }

  /** Takes the units when all of them are free; in the order of asking. */
  async take(needs: readonly LimitNeed[]): Promise<void> {
    if (needs.length === 0) return;
    await new Promise<void>((resume) => {
      this.#waiting.push({ needs, resume });
      this.#serve();
    });
  }

  give(needs: readonly LimitNeed[]): void {
    for (const { name, units } of needs) this.#left.set(name, (this.#left.get(name) ?? 0) + units);
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next && this.#hasAll(next.needs); next = this.#waiting[0]) {
      this.#waiting.shift();
      for (const { name, units } of next.needs) this.#left.set(name, (this.#left.get(name) ?? 0) - units);
      next.resume();
    }
  }

  readonly #hasAll = (needs: readonly LimitNeed[]): boolean =>
    needs.every(({ name, units }) => (this.#left.get(name) ?? Infinity) >= units);
}
