import type { ResolvedSettings } from '../config/load.ts';
import type { ProcessInfo } from '../lineage/entries.ts';
import { RecordMissing } from '../lineage/errors.ts';
import { openRecord } from '../lineage/open-record.ts';
import type { LineageRecord } from '../lineage/record.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { Layers } from '../storage/layers.ts';
import { artifactsOf, layersOf } from './artifacts.ts';
import { makeHomeFolder } from './home-folder.ts';
import { describeProcess } from './process.ts';

/** One opened project: its settings, its record and its storage layers. */
export class Project implements AsyncDisposable {
  readonly settings: ResolvedSettings;
  readonly record: LineageRecord;
  readonly layers: Layers;
  readonly artifacts: Artifacts;
  #process: Promise<ProcessInfo> | undefined;

  private constructor(settings: ResolvedSettings, record: LineageRecord) {
    this.settings = settings;
    this.record = record;
    this.layers = layersOf(settings);
    this.artifacts = artifactsOf(settings, this.layers);
  }

  static async open(settings: ResolvedSettings): Promise<Project> {
    makeHomeFolder(settings.home);
    const { leaseExpiry } = settings;
    // As long as others, who wait for it as well, may take to declare us dead, and once more to be sure.
    const outagePatience = leaseExpiry && 2 * leaseExpiry;
    const project = new Project(settings, await openRecord(settings.record, { patience: outagePatience }));
    // Git answers while the plan is made.
    void project.process;
    return project;
  }

  /** For looking only: where nothing was recorded yet, nothing is, and nothing is made. */
  static async look(settings: ResolvedSettings): Promise<Project> {
    const record = await openRecord(settings.record, { create: false }).catch((error: unknown) => {
      if (error instanceof RecordMissing) return openRecord({ sqlite: ':memory:' });
      throw error;
    });
    return new Project(settings, record);
  }

  /** This process, as the record knows it. Found out once. */
  get process(): Promise<ProcessInfo> {
    return (this.#process ??= describeProcess(this.settings.root));
  }

  async close(): Promise<void> {
    await this.record.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
