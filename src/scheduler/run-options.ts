import type { TaskNote } from '../authoring/notes.ts';
import type { DependencyCheck } from '../dependencies/check-dependencies.ts';
import type { CodeManifest } from '../lineage/entries.ts';
import type { Leases } from '../lineage/leases.ts';
import type { Past, Recorder } from '../lineage/record.ts';
import type { TaskReach } from '../modules/task-reach.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { Executor } from '../runtime/job.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { RunEmitter } from './events.ts';

/** The code behind a task, and where its class is. */
export interface TaskCode {
  /** The digest of its manifest, which the record keeps: the code as it ran. */
  readonly digest: string;
  /** The digest of what counts of it: what goes into a node's identity. */
  readonly identity: string;
  readonly place: string | null;
  readonly manifest: CodeManifest;
  /** The imports by which a file of the manifest is reached, from the task's own file on; empty where that isn't known. */
  readonly via: (path: string) => readonly string[];
  /** The code that it reaches, for those who watch it run. */
  readonly reach: TaskReach;
}

export type CodeOf = (note: TaskNote) => TaskCode;

/** The parts that a run is made of. */
export interface RunParts {
  readonly run: string;
  /** The project's name: the start of every key. */
  readonly project: string;
  readonly plan: Plan;
  readonly executor: Executor;
  readonly record: Recorder & Past;
  readonly leases: Leases;
  readonly artifacts: Artifacts;
  readonly codeOf: CodeOf;
  /** The check whether the dependencies of earlier component runs still hold. */
  readonly dependencies: DependencyCheck;
  /** Tells of the place of an earlier component run whether that was of another task that has the same name. */
  readonly isNamesake?: IsNamesake;
  /** The id under which this process is recorded. */
  readonly process: string;
  readonly events: RunEmitter;
  readonly signal: AbortSignal;
}

/** See {@link RunParts.isNamesake}. */
export type IsNamesake = (note: TaskNote, place: string) => boolean;

/** How a run is to go. */
export interface RunPolicy {
  /** Run everything again. */
  readonly force: boolean;
  /** Names of tasks that run again, and with them everything that comes after. */
  readonly forceFrom: ReadonlySet<string>;
  /** The first failure stops the run. */
  readonly failFast: boolean;
  /** The request of `clew rerun`. */
  readonly again?: Again;
}

/** A run that is repeated. */
export interface Again {
  readonly run: string;
  /** The nodes or tasks that run again, and nothing else has to; null: all of them. */
  readonly only: ReadonlySet<string> | null;
}

/** Whether a repeated run asks for a node. */
export function isAskedAgain({ again }: RunPolicy, node: PlanNode): boolean {
  if (!again) return false;
  return again.only === null || again.only.has(node.task) || again.only.has(node.label);
}
