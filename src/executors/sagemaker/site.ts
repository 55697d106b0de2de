import type { TaskNote } from '../../authoring/notes.ts';
import type { Jobs } from '../../lineage/jobs/job-types.ts';
import type { Made } from '../../runtime/inputs.ts';
import type { StorageDriver } from '../../storage/driver.ts';
import type { CodePackage } from './defaults.ts';
import type { DriverNotes } from './driver-notes.ts';
import type { SageMakerSettings } from './settings.ts';

/** The facts that the executor needs to know of the project that it runs jobs of. */
export interface SageMakerSite {
  readonly settings: SageMakerSettings;
  /** The layer by which jobs are spoken with: its name in the settings, and what it is. */
  readonly layer: string;
  readonly driver: StorageDriver;
  /** The project's folder, and the profile that containers open. */
  readonly root: string;
  readonly profile: string;
  /** Settings that lie over those of the profile there as well. */
  readonly overrides?: object;
  /** The version of Clew. */
  readonly version: string;
  /** The user's code, uploaded. Asked for when the first job is made. */
  readonly code: () => Promise<CodePackage>;
  readonly taskNamed: (name: string) => TaskNote | undefined;
  readonly made: Made;
  /** The notes that travel with the jobs of a task. */
  readonly notesOf?: (task: string) => DriverNotes;
  readonly jobs: Jobs;
  /** Where the record is: runs of one process that have the same look after their jobs together. */
  readonly record: string;
  /** This process, as the record knows it. */
  readonly process: string;
  /** Whether what tasks say is listened to while they run. */
  readonly verbose: boolean;
  /** Milliseconds that a job has to end once it was told to stop. Default: what SageMaker gives it, and some more. */
  readonly stopGrace?: number;
  /** Milliseconds for which the answer of a completed job is waited for. */
  readonly answerGrace?: number;
}
