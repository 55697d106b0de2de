import type { Isolation } from '../authoring/isolate.ts';
import type { TaskNote } from '../authoring/notes.ts';
import { summaryOf } from '../modules/analysis/links.ts';
import { declaredFor } from '../modules/task-roots.ts';
import type { Tasks } from '../plan/tasks.ts';
import type { AskedLayer } from '../runtime/injectable.ts';
import { type Elsewhere, layerNotShared, NotInItsModule } from './errors.ts';
import type { Project } from './project.ts';

/** Where a task runs: as it says itself, else as the settings say. */
export const isolationOf = ({ isolate }: TaskNote, project: Project): Isolation | false =>
  isolate ?? project.settings.isolate;

/** Every task that runs apart, by its name. */
export function isolatedTasks(tasks: Tasks, project: Project): Map<string, Isolation> {
  const found = new Map<string, Isolation>();
  for (const { model } of tasks) {
    const isolation = isolationOf(model.note, project);
    if (isolation) found.set(model.note.name, isolation);
  }
  return found;
}

/** Says before anything runs what no worker could do. `path`: how the target reaches the task. */
export function checkIsolation(
  note: TaskNote,
  path: string,
  tasks: Tasks,
  project: Project,
  asked: ReadonlyMap<TaskNote, readonly AskedLayer[]>,
): void {
  if (!isolationOf(note, project)) return;
  checkFindable(note, 'in isolation');
  const inMemory = (of: TaskNote): string | undefined =>
    [layerOf(of, project), ...(asked.get(of) ?? []).map(({ layer }) => layer)].find((one) => isMemory(one, project));
  const writes = inMemory(note);
  if (writes !== undefined) throw layerNotShared(path, uses('writes to', note, writes, project), writes);
  for (const { task } of note.inputs) {
    const from = tasks.modelOf(task).note;
    const layer = inMemory(from);
    if (layer === undefined) continue;
    throw layerNotShared(path, uses(`reads what ${from.name} keeps in`, from, layer, project), layer);
  }
}

/** Whether a process elsewhere finds the class by its module. */
export function checkFindable(note: TaskNote, where: Elsewhere): void {
  const { place, module, target, name } = note;
  if (!place || module === undefined) throw new NotInItsModule(name, undefined, where);
  const { goal, exports } = summaryOf(module);
  if (goal !== 'module') return;
  const exported = new Set(
    Object.entries(exports).flatMap(([exportName, one]) => ['local' in one ? one.local : one.name, exportName]),
  );
  // A class made by a function is exported under the name it was assigned to.
  const names = [(target as { name?: string }).name ?? '', ...(declaredFor(note, module) ?? [])];
  if (!names.some((one) => exported.has(one))) throw new NotInItsModule(name, module, where);
}

const layerOf = ({ storage }: TaskNote, project: Project): string => storage ?? project.layers.default;

/** Nobody but the project itself can have named the default layer. */
const uses = (what: string, { storage }: TaskNote, layer: string, { layers }: Project): string =>
  `it ${what} ${storage === undefined && layer === layers.default ? '(for values over 64 KiB) ' : ''}`.trimEnd();

const isMemory = (layer: string, project: Project): boolean => project.layers.driver(layer).kind === 'memory';
