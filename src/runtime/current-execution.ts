import { AsyncLocalStorage } from 'node:async_hooks';
import type { RecordSettings } from '../lineage/record.ts';
import type { Secrets } from '../values/secrets.ts';

/** The record that executions belong to, as plain data. */
export interface RecordHome {
  /** The project's folder: paths inside are kept relative to it. */
  readonly root: string;
  readonly record: RecordSettings;
}

/** The execution that runs just now, however deep in its calls one asks: a task, or a registered function. */
export interface Execution {
  readonly componentRun: string;
  /** The pipeline run. */
  readonly run: string | null;
  /** Names the record that it is part of. */
  readonly home: RecordHome | undefined;
  /** Secrets that it must not say. */
  readonly secrets: Secrets;
  outputId(options: { id: string; label?: string }): void;
  metric(name: string, value: number): void;
  /** Something that was recorded on the way and has to be lasting before this counts as ended. */
  before(settled: () => Promise<void>): void;
}

const storage = new AsyncLocalStorage<Execution>();
let onlyHome: RecordHome | undefined;

/** Directs everything that this process records from here on to that record: for a process that must leave no trace. */
export function recordOnlyIn(home: RecordHome): void {
  onlyHome = home;
}

/** Gives the one record that this process may write to; undefined if it is free to choose. */
export const requiredHome = (): RecordHome | undefined => onlyHome;

/** Before Node 24, every promise pays as soon as this is used at all: so it is not, until someone registers something. */
let isUsed = Number.parseInt(process.versions.node, 10) >= 24;

export function useExecutions(): void {
  isUsed = true;
}

export const currentExecution = (): Execution | undefined => storage.getStore();

/** For work whose execution nobody may ask for. */
export const during = <T>(execution: Execution, work: () => T): T => (isUsed ? storage.run(execution, work) : work());

/** For work that is asked for it surely. */
export const within = <T>(execution: Execution, work: () => T): T => storage.run(execution, work);
