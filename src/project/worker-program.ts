import type { ProgramEntries } from '../modules/analysis/program-effects.ts';
import { type Snapshot, takeSnapshot } from '../modules/snapshot.ts';
import type { Codebase } from './code.ts';
import { watchedFor } from './dependencies.ts';
import type { Project } from './project.ts';

/** A program as the run's own process has it, sent with a worker's first job. */
export interface WorkerProgram {
  readonly snapshot: Snapshot;
  /** The record's key of the hashes of variables. */
  readonly variableKey: string;
  /** The modules that the program starts from. */
  readonly entries: ProgramEntries;
}

/** Gives the program as it is when a worker starts: modules that were loaded since are in it. */
export async function workerProgram(project: Project, { entries }: Codebase): Promise<() => WorkerProgram> {
  const { scope } = await watchedFor(project);
  const variableKey = scope.variableKey!;
  return () => ({ snapshot: takeSnapshot(), variableKey, entries });
}
