import type { Class, TaskNote } from '../authoring/notes.ts';
import { modelFamilies, unknownFamily } from '../families/model-families.ts';
import { Plan, type PlanOptions } from '../plan/plan.ts';
import { checkRequired } from '../plan/tasks.ts';
import { Tasks } from '../plan/tasks.ts';
import { type AskedLayer, checkInjectable } from '../runtime/injectable.ts';
import { SecretHasher } from '../values/secret-hasher.ts';
import { Codebase, entriesOf } from './code.ts';
import { checkIsolation } from './isolation.ts';
import type { RunsOn } from './read-run-location.ts';
import type { Project } from './project.ts';
import { checkSageMaker, checkSecretNodes } from './sagemaker/check.ts';
import type { LimitNeed } from '../authoring/limit-options.ts';
import type { ResolvedSettings } from '../config/load.ts';
import { userError } from '../errors.ts';
import { didYouMean } from '../values/nearest-names.ts';

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
  /** The folder that paths of code count from, where that isn't the project's root. */
  readonly root?: string;
  /** The module that is run, where there is one: an absolute path. */
  readonly module?: string;
  /** Where its tasks are to run. Default: here. */
  readonly on?: RunsOn;
}

/** So many nodes of one list are in memory at a time while it is run. */
const window = 10_000;

/** For a run, unless `whole` asks for all nodes of the plan at once: to show them. */
export async function prepare(
  project: Project,
  target: Class,
  params: object,
  options: PrepareOptions = {},
): Promise<Prepared> {
  const { whole = false, root = project.settings.root, module, on = 'here', ...limits } = options;
  const tasks = new Tasks(target);
  const notes = [...tasks].map(({ model }) => model.note);
  const code = new Codebase(root, entriesOf(module, notes, project.settings.configFile));
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
    checkFamily(note, path, project.settings);
    checkLimits(note, path, project.settings);
    checkRequired(note, path);
    code.of(note);
  }
  for (const { model, path } of tasks) checkIsolation(model.note, path, tasks, project, layers);
  if (on === 'sagemaker') checkSageMaker(tasks, project, layers);
  const hasher = await hasherOf(project, tasks);
  const plan = new Plan(tasks, params, { hasher, ...(!whole && { window }), ...limits });
  if (on === 'sagemaker' && !plan.secrets.isEmpty) checkSecretNodes(plan);
  return { plan, code, standIns, on };
}

/** By the record's key; undefined where no parameter is secret, and nothing has to be asked for. */
async function hasherOf({ record }: Project, tasks: Tasks): Promise<SecretHasher | undefined> {
  const hasSecrets = [...tasks].some(({ model }) => model.note.params.some(({ secret }) => secret));
  return hasSecrets ? new SecretHasher(await record.secretKey('parameters')) : undefined;
}

/** A task takes of a limit that the settings don't have. */
export const unknownLimit = userError(
  'UNKNOWN_LIMIT',
  (path: string, { name, units }: LimitNeed, known: readonly string[], profile: string) => {
    const others = known.length === 0 ? '' : `; the limits are: ${known.join(', ')}`;
    return {
      message: `${path} takes ${units} of the limit ${name}, which the settings of the profile ${profile} don't have.${didYouMean(name, known)}`,
      next: `Add it to clew.config.ts, as in \`limits: { '${name}': ${units} }\`${others}.`,
    };
  },
);

/** A task takes more than there is, so it would wait for ever. */
export const limitTooSmall = userError(
  'LIMIT_TOO_SMALL',
  (path: string, { name, units }: LimitNeed, capacity: number, profile: string) => ({
    message: `${path} takes ${units} of the limit ${name}, and the settings of the profile ${profile} have ${capacity}.`,
    next: `Let it take less, or raise limits.${name} in clew.config.ts.`,
  }),
);

/** Refuses a model family that nobody has defined: most likely its name is misspelt. */
function checkFamily({ modelFamily }: TaskNote, path: string, settings: ResolvedSettings): void {
  if (modelFamily === undefined) return;
  const known = Object.keys({ ...modelFamilies, ...settings.modelFamilies });
  if (!known.includes(modelFamily)) throw unknownFamily(path, modelFamily, known);
}

/** Refuses limits that could never be had, before anything runs. `path` is how the target reaches the task. */
export function checkLimits({ limits }: TaskNote, path: string, settings: ResolvedSettings): void {
  for (const need of limits ?? []) {
    const capacity = Object.hasOwn(settings.limits, need.name) ? settings.limits[need.name]! : undefined;
    if (capacity === undefined) {
      throw unknownLimit(path, need, Object.keys(settings.limits), settings.profile);
    }
    if (need.units > capacity) throw limitTooSmall(path, need, capacity, settings.profile);
  }
}
