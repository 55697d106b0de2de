import { realpathSync } from 'node:fs';
import PQueue from 'p-queue';
import type { TaskNote } from '../../authoring/notes.ts';
import { settingsIn } from '../../config/environment.ts';
import type { CodePackage } from '../../executors/sagemaker/defaults.ts';
import { SageMakerExecutor } from '../../executors/sagemaker/executor.ts';
import type { SageMakerSite } from '../../executors/sagemaker/site.ts';
import { pack } from '../../modules/package/pack.ts';
import { type Outside, usedByClew } from '../../modules/package/package.ts';
import type { Tasks } from '../../plan/tasks.ts';
import type { Made } from '../../runtime/inputs.ts';
import type { Executor } from '../../runtime/job.ts';
import type { Codebase } from '../code.ts';
import { watchedFor } from '../dependencies.ts';
import type { Project } from '../project.ts';
import { version } from '../version.ts';
import { RemoteExecutor } from './remote-executor.ts';
import { driverNotes } from './driver-notes.ts';
import { preflight } from './preflight.ts';
import { readSageMaker } from './settings.ts';
import { remoteTasks } from './tasks.ts';
import { upload } from './upload.ts';

export interface SageMakerOptions {
  /** How many jobs at a time. */
  readonly concurrency: number;
  /** Whether what tasks say is fetched while they run. */
  readonly verbose: boolean;
  /** Hears of packages that the image has to bring. */
  readonly left: (packages: readonly Outside[]) => void;
  readonly noteOf: (name: string) => TaskNote;
  readonly made: Made;
  /** The code of the plan. */
  readonly code: Codebase;
}

/**
 * Opens what runs the tasks of a plan that go to SageMaker, once all is checked that can be; undefined where none goes.
 */
export async function openSageMaker(
  project: Project,
  tasks: Tasks,
  { concurrency, verbose, left, noteOf, made, code: codebase }: SageMakerOptions,
): Promise<{ readonly executor: Executor; readonly tasks: readonly string[] } | undefined> {
  const remote = remoteTasks(tasks);
  if (remote.length === 0) return undefined;
  const { settings, layers, record } = project;
  const place = readSageMaker(settings);
  const root = realpathSync(settings.root);
  const modules = new Set(remote.map(({ model: { note } }) => note.module!));
  if (settings.configFile !== null) modules.add(settings.configFile);
  const [packed] = await Promise.all([pack([...modules].sort(), root), preflight(remote, place, project)]);
  // Packages that Clew uses itself are in every image.
  const natives = packed.outside.filter(({ why }) => why !== usedByClew);
  if (natives.length > 0) left(natives);
  const notes = driverNotes(await watchedFor(project), codebase, packed.bundled);
  const driver = layers.driver(place.layer);
  // How the record is reached may hold a password, which no bucket is to hold.
  const { record: _, ...overrides } = settingsIn(process.env);
  let code: Promise<CodePackage> | undefined;
  const send = (): Promise<CodePackage> =>
    upload(packed, driver).catch((error: unknown) => {
      // The next job may have more luck.
      code = undefined;
      throw error;
    });
  const site: SageMakerSite = {
    settings: place.settings,
    layer: place.layer,
    driver,
    root,
    profile: settings.profile,
    overrides,
    version,
    // Once all is found again there is no job, and nothing to upload.
    code: () => (code ??= send()),
    taskNamed: noteOf,
    made,
    notesOf: (name) => notes(noteOf(name)),
    jobs: record.jobs,
    record: record.place,
    process: (await project.process).id,
    verbose,
  };
  const executor = new RemoteExecutor(
    new SageMakerExecutor(site, new PQueue({ concurrency })),
    settings.storage.layers,
    root,
  );
  return { executor, tasks: remote.map(({ model }) => model.note.name) };
}
