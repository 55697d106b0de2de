import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ParamsOf } from '../../src/authoring/index.ts';
import { loadSettings } from '../../src/config/load.ts';
import { openRecord } from '../../src/lineage/open-record.ts';
import type { LineageRecord as ClewRecord } from '../../src/lineage/record.ts';
import { type RunDocument, RunFailed, type RunNode, type RunOptions, run } from '../../src/index.ts';
import { Project } from '../../src/project/project.ts';
import { type PrepareOptions, prepare } from '../../src/project/prepare.ts';
import { type ExecuteOptions, execute, rehearse } from '../../src/project/execute-run.ts';
import type { PlannedNode } from '../../src/scheduler/dry-run.ts';
import type { NodeReport, RunReport } from '../../src/scheduler/report.ts';
import { temporaryFolder } from '../storage/folder.ts';

type Target<T> = abstract new (...args: never[]) => T;

/** A project in a folder of its own, used as code uses it. */
export class Scratch {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  run<T extends { run(): unknown }>(
    target: Target<T>,
    params?: ParamsOf<T>,
    options: RunOptions = {},
  ): ReturnType<typeof run<T>> {
    return run(target, params, { cwd: this.root, ...options });
  }

  /** What became of a run that does not come to its end. */
  async failing<T extends { run(): unknown }>(
    target: Target<T>,
    params?: ParamsOf<T>,
    options: RunOptions = {},
  ): Promise<RunFailed> {
    try {
      await this.run(target, params, options);
    } catch (error) {
      if (error instanceof RunFailed) return error;
      throw error;
    }
    throw new Error(`${target.name} came to its end`);
  }

  /** With events, which `run()` does not give. */
  async execute(
    target: Target<unknown>,
    params: object = {},
    options: ExecuteOptions & { readonly plan?: PrepareOptions } = {},
  ): Promise<RunReport> {
    await using project = await Project.open(await loadSettings({ cwd: this.root }));
    return await execute(project, await prepare(project, target, params, options.plan), options);
  }

  /** What a run would do. */
  async rehearse(target: Target<unknown>, params: object = {}): Promise<PlannedNode[]> {
    await using project = await Project.open(await loadSettings({ cwd: this.root }));
    return await rehearse(project, await prepare(project, target, params, { whole: true }));
  }

  /** Asks the record, as `clew show` does. */
  async ask<T>(question: (record: ClewRecord) => Promise<T>): Promise<T> {
    const settings = await loadSettings({ cwd: this.root });
    const record = await openRecord(settings.record);
    try {
      return await question(record);
    } finally {
      await record.close();
    }
  }

  /** Where the artifacts of a component run are that have a file. */
  files(componentRun: string): Promise<string[]> {
    return this.ask(async (record) => {
      const { artifacts } = await record.componentRun(componentRun);
      return artifacts.flatMap(({ layer, key }) => (key ? [path.join(this.root, '.clew/storage', layer, key)] : []));
    });
  }
}

/** `settings` is what `clew.config.mjs` exports by default, as text. */
export async function scratch(settings?: string): Promise<Scratch> {
  const root = await temporaryFolder();
  await writeFile(path.join(root, 'package.json'), '{"name": "scratch"}');
  if (settings) await writeFile(path.join(root, 'clew.config.mjs'), `export default ${settings};`);
  return new Scratch(root);
}

/** `{ Load: 'ran', Train: 'cached' }` of nodes by label. */
export function statuses(of: RunDocument | RunReport | RunFailed): { [node: string]: RunNode['status'] } {
  const { nodes } = of instanceof RunFailed ? of.report : of;
  return Object.fromEntries(
    (nodes as readonly (RunNode | NodeReport)[]).map(({ node, status }) => [
      typeof node === 'string' ? node : node.label,
      status,
    ]),
  );
}

const counted = new Map<string, number>();

/** How often a thing happened in this test: tasks call it by a name, tests read it. */
export function count(name: string): number {
  const times = (counted.get(name) ?? 0) + 1;
  counted.set(name, times);
  return times;
}

/** Begins to count from nothing, until the test ends. */
export function counts(): (name: string) => number {
  counted.clear();
  onTestFinished(() => counted.clear());
  return (name) => counted.get(name) ?? 0;
}
