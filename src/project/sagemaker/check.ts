import type { TaskNote } from '../../authoring/notes.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ReachedTask, Tasks } from '../../plan/tasks.ts';
import type { AskedLayer } from '../../runtime/injectable.ts';
import { readyMadeService } from '../../runtime/injectable.ts';
import { checkFindable } from '../isolation.ts';
import type { Project } from '../project.ts';
import { layerHereOnly, notSendable, secretParameters } from './errors.ts';
import { bucketOf, whyHereOnly } from './layers.ts';
import { readSageMaker } from './settings.ts';
import { remoteTasks } from './tasks.ts';

type Asked = ReadonlyMap<TaskNote, readonly AskedLayer[]>;

/** Says before anything runs what no job on SageMaker could do. */
export function checkSageMaker(tasks: Tasks, project: Project, asked: Asked): void {
  const remote = remoteTasks(tasks);
  if (remote.length === 0) return;
  readSageMaker(project.settings);
  for (const task of remote) checkTask(task, tasks, project, asked);
}

/** Refuses nodes that were given something with a secret in it, as far as the plan knows them. */
export function checkSecretNodes(plan: Plan): void {
  const remote = new Set(remoteTasks(plan.tasks).map(({ model }) => model.note.name));
  for (const { task, path, secret } of plan.nodes) {
    if (secret.size > 0 && remote.has(task)) throw secretParameters(path, [...secret]);
  }
}

function checkTask({ model: { note }, path }: ReachedTask, tasks: Tasks, project: Project, asked: Asked): void {
  checkFindable(note, 'on SageMaker');
  const secrets = note.params.filter(({ secret }) => secret).map(({ name }) => name);
  if (secrets.length > 0) throw secretParameters(path, secrets);
  const made = readyMadeService(note);
  if (made !== undefined) throw notSendable(path, made);
  checkLayers(note, 'it writes to', path, project, asked);
  for (const { task } of note.inputs) {
    const from = tasks.modelOf(task).note;
    checkLayers(from, `it reads what ${from.name} keeps in`, path, project, asked);
  }
}

function checkLayers(of: TaskNote, uses: string, path: string, { settings: { storage } }: Project, asked: Asked): void {
  const named = (asked.get(of) ?? []).map(({ layer }) => layer);
  for (const layer of [of.storage ?? storage.default, ...named]) {
    if (bucketOf(layer, storage.layers)) continue;
    // Nobody but the project itself can have named the default layer.
    const large = of.storage === undefined && layer === storage.default ? ' (for values over 64 KiB)' : '';
    throw layerHereOnly(path, `${uses}${large}`, layer, whyHereOnly(layer, storage.layers));
  }
}
