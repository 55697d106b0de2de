import type { Class } from '../authoring/notes.ts';
import { Plan, type PlanOptions } from '../plan/plan.ts';
import { Tasks } from '../plan/tasks.ts';
import { checkInjectable } from '../runtime/inject.ts';
import { Codebase } from './code.ts';
import { checkIsolation } from './isolation.ts';
import type { Project } from './open.ts';

/** A plan whose tasks were checked: nothing that could have been known before is found out in the middle of a run. */
export interface Prepared {
  readonly plan: Plan;
  readonly code: Codebase;
  /** Layers that have no settings, and the folders that stand in for them. */
  readonly standIns: ReadonlyMap<string, string>;
}

export function prepare(project: Project, target: Class, params: object, options: PlanOptions = {}): Prepared {
  const tasks = new Tasks(target);
  const code = new Codebase(project.settings.root);
  const standIns = new Map<string, string>();
  for (const { model, path } of tasks) {
    const { note } = model;
    checkInjectable(note, path);
    if (note.storage !== undefined) {
      project.layers.driver(note.storage, path);
      const folder = project.layers.stoodInFor(note.storage);
      if (folder) standIns.set(note.storage, folder);
    }
    checkIsolation(note, path, tasks, project);
    code.of(note);
  }
  return { plan: new Plan(tasks, params, options), code, standIns };
}
