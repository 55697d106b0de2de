import type { Class, TaskNote } from '../authoring/notes.ts';
import { Plan, type PlanOptions } from '../plan/plan.ts';
import { checkRequired } from '../plan/required.ts';
import { Tasks } from '../plan/tasks.ts';
import { type AskedLayer, checkInjectable } from '../runtime/injectable.ts';
import { Codebase } from './code.ts';
import { checkIsolation } from './isolation.ts';
import { checkLimits } from './limits.ts';
import type { RunsOn } from './on.ts';
import type { Project } from './open.ts';
import { checkSageMaker } from './sagemaker/check.ts';

/** A plan whose tasks were checked: nothing that could have been known before is found out in the middle of a run. */
export interface Prepared {
  readonly plan: Plan;
  readonly code: Codebase;
  /** Layers that have no settings, and the folders that stand in for them. */
  readonly standIns: ReadonlyMap<string, string>;
  readonly on: RunsOn;
}

export interface PrepareOptions extends PlanOptions {
  readonly whole?: boolean;
  /** What paths of code count from, where that isn't the project's root. */
  readonly root?: string;
  /** Where its tasks are to run. Default: here. */
  readonly on?: RunsOn;
}

/** So many nodes of one list are in memory at a time while it is run. */
const window = 10_000;

/** For a run, unless `whole` asks for all nodes of the plan at once: to show them. */
export function prepare(project: Project, target: Class, params: object, options: PrepareOptions = {}): Prepared {
  const { whole = false, root = project.settings.root, on = 'here', ...limits } = options;
  const tasks = new Tasks(target);
  const code = new Codebase(root);
  const standIns = new Map<string, string>();
  const layers = new Map<TaskNote, readonly AskedLayer[]>();
  project.layers.check(project.layers.default);
  for (const { model, path, isHandler } of tasks) {
    const { note } = model;
    const asked = checkInjectable(note, path, isHandler);
    layers.set(note, asked);
    for (const { layer, path: by } of asked) {
      project.layers.check(layer, by);
      const folder = project.layers.stoodInFor(layer);
      if (folder) standIns.set(layer, folder);
    }
    if (note.codec !== undefined) project.artifacts.codecs.asked(note.codec, path);
    checkLimits(note, path, project.settings);
    checkRequired(note, path);
    code.of(note);
  }
  for (const { model, path } of tasks) checkIsolation(model.note, path, tasks, project, layers);
  if (on === 'sagemaker') checkSageMaker(tasks, project, layers);
  return { plan: new Plan(tasks, params, whole ? limits : { window, ...limits }), code, standIns, on };
}
