import { join } from 'node:path';
import { workerData } from 'node:worker_threads';
import { type TaskNote, noteOf } from '../authoring/notes.ts';
import { loadSettings } from '../config/load.ts';
import { serve } from '../executors/workers/serve.ts';
import { importModule } from '../modules/import.ts';
import { installLoader } from '../modules/loader.ts';
import { modelFamilies } from '../runtime/families.ts';
import type { TaskJob } from '../runtime/job.ts';
import type { JobSite } from '../runtime/run-job.ts';
import { UnsharedDriver } from '../storage/unshared.ts';
import { artifactsOf, layersOf } from './artifacts.ts';
import { NotInItsModule } from './isolation-errors.ts';
import { whileLoadingTasks } from './loading.ts';

/** What a worker is told of the project: it reads the settings itself, because layers may be functions. */
export interface Origin {
  readonly root: string;
  readonly profile: string;
}

/** Runs jobs until the parent has no more. */
export function work(): void {
  serve(() => open(JSON.parse((workerData as string | null) ?? process.argv[2]!) as Origin));
}

async function open({ root, profile }: Origin): Promise<JobSite> {
  const settings = await loadSettings({ cwd: root, profile });
  installLoader({ cacheDir: join(settings.home, 'cache') });
  const layers = Object.entries(settings.storage.layers).map(
    ([name, layer]) => [name, 'memory' in layer ? new UnsharedDriver() : layer] as const,
  );
  return {
    artifacts: artifactsOf(settings, layersOf(settings, Object.fromEntries(layers))),
    families: { ...modelFamilies, ...settings.modelFamilies },
    taskNamed: finder(),
    home: { root: settings.root, record: settings.record },
  };
}

/** Modules are loaded when the first job needs them. */
function finder(): JobSite['taskNamed'] {
  const modules = new Map<string, Promise<ReadonlyMap<string, TaskNote>>>();
  const known = new Map<string, TaskNote>();
  return ({ module, name }: TaskJob['task']) => known.get(`${name} ${module}`) ?? find(module, name);

  async function find(module: string, name: string): Promise<TaskNote> {
    let loading = modules.get(module);
    if (!loading) modules.set(module, (loading = notesIn(module)));
    const note = (await loading).get(name);
    if (!note) throw new NotInItsModule(name, module);
    known.set(`${name} ${module}`, note);
    return note;
  }
}

async function notesIn(module: string): Promise<ReadonlyMap<string, TaskNote>> {
  const notes = Object.values(await whileLoadingTasks(() => importModule(module))).map(noteOf);
  return new Map(notes.flatMap((note) => (note ? [[note.name, note] as const] : [])));
}
