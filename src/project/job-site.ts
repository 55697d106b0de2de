import { type TaskNote, noteOf } from '../authoring/notes.ts';
import type { ResolvedSettings } from '../config/load.ts';
import { importModule } from '../modules/import.ts';
import { modelFamilies } from '../families/model-families.ts';
import type { TaskJob } from '../runtime/job.ts';
import type { JobSite } from '../runtime/run-job.ts';
import type { Layers } from '../storage/layers.ts';
import { artifactsOf } from './artifacts.ts';
import { NotInItsModule } from './errors.ts';
import { whileLoadingTasks } from './loading.ts';

/** Gives the site for jobs that come from elsewhere: their tasks are found by module and name. */
export function siteOf(settings: ResolvedSettings, layers: Layers): JobSite {
  return {
    artifacts: artifactsOf(settings, layers),
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
