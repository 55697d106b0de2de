import { type Class, type TaskNote, noteOf } from '../authoring/notes.ts';
import type { ResolvedSettings } from '../config/load.ts';
import { findWorkflows } from '../config/workflows.ts';
import { userError } from '../errors.ts';
import { kindOf } from '../modules/candidates.ts';
import { importModule } from '../modules/import.ts';
import { shownFrame, shownPath } from '../modules/stack.ts';
import { duplicateTaskName } from '../plan/errors.ts';
import { didYouMean } from '../values/nearest-names.ts';
import { explainOrder } from './circular-import.ts';

/** A task that is to be run, and the module that it was found in. */
export interface Target {
  readonly file: string;
  readonly task: Class;
  readonly note: TaskNote;
}

export const noTasks = userError('NO_TASKS', (file: string) => ({
  message: `${shownPath(file)} exports no task.`,
  next: 'Mark a class with @Task() or @Workflow() and export it.',
}));

export const unknownTarget = userError('UNKNOWN_TARGET', (name: string, where: string, known: readonly string[]) => {
  const file = ['.ts', '.mts', '.js', '.mjs'].map((ending) => name + ending).find((path) => kindOf(path) === 'file');
  const names = known.length > 0 ? `There are: ${known.join(', ')}.` : 'Name a module: run-workflow <module> <Target>.';
  return {
    message: `There is no task "${name}" in ${where}.${didYouMean(name, known)}`,
    next: file ? `The module is called ${file}.` : names,
  };
});

export const whichTarget = userError('WHICH_TARGET', (where: string, known: readonly string[]) => ({
  message: `${where} has several tasks: ${known.join(', ')}.`,
  next: `Say which: run-workflow ${where} ${known[0]}`,
}));

export const severalTargets = userError('SEVERAL_TARGETS', (name: string, files: readonly string[]) => ({
  message: `${files.length} tasks are called ${name}: in ${files.join(' and in ')}.`,
  next: `Say which: run-workflow ${files[0]} ${name}`,
}));

/** Every task that a module exports, each once. */
export async function tasksIn(file: string): Promise<Target[]> {
  const found = new Map<Class, Target>();
  const names = new Map<string, TaskNote>();
  const exports = await importModule(file).catch((error: unknown) => {
    throw explainOrder(error);
  });
  for (const value of Object.values(exports)) {
    const note = noteOf(value);
    if (!note || found.has(note.target)) continue;
    const namesake = names.get(note.name);
    if (namesake) throw duplicateTaskName(note.name, [namesake, note].map(placeOf));
    names.set(note.name, note);
    found.set(note.target, { file, task: note.target, note });
  }
  return [...found.values()];
}

const placeOf = ({ place }: TaskNote): string => (place ? shownFrame(place) : 'a class without a file');

/** A word is a module if it looks like a path or is a file; a folder may be called like a task. */
export const looksLikeFile = (word: string): boolean =>
  /[/\\]|^\.\.?$|\.[cm]?[jt]sx?$/.test(word) || kindOf(word) === 'file';

/** Finds what the first words of the command line name: `module`, `module Target` or `Target`. */
export async function findTarget(words: readonly string[], settings: ResolvedSettings): Promise<Target> {
  const [first, second] = words as [string, string | undefined];
  if (!looksLikeFile(first)) return findByName(first, settings);
  const all = await tasksIn(first);
  if (all.length === 0) throw noTasks(first);
  if (second !== undefined) return pick(all, second, shownPath(first));
  const workflows = all.filter(({ note }) => note.kind === 'workflow');
  const only = workflows.length === 1 ? workflows : all;
  if (only.length === 1) return only[0]!;
  throw whichTarget(
    shownPath(first),
    (workflows.length > 0 ? workflows : all).map(({ note }) => note.name),
  );
}

async function findByName(name: string, settings: ResolvedSettings): Promise<Target> {
  const files = await findWorkflows(settings);
  const all = (await Promise.all(files.map(tasksIn))).flat();
  return pick(all, name, `the modules that the settings name (${settings.workflows.join(', ')})`);
}

function pick(all: readonly Target[], name: string, where: string): Target {
  const named = all.filter(({ note }) => note.name === name);
  const found = named.length > 0 ? named : all.filter(({ task }) => (task as { name?: string }).name === name);
  const [first, ...others] = new Map(found.map((target) => [target.task, target])).values();
  if (first && others.length > 0)
    throw severalTargets(
      name,
      [first, ...others].map(({ file, note }) => shownPath(note.place?.file ?? file)),
    );
  if (first) return first;
  throw unknownTarget(
    name,
    where,
    all.map(({ note }) => note.name),
  );
}
