import { type Class, type TaskNote, noteOf } from '../authoring/notes.ts';
import { checkNameLength } from '../lineage/name-length.ts';
import { shownFrame } from '../modules/stack.ts';
import { duplicateTaskName, kindMissing, notATask } from './errors.ts';
import { handlersOf, hasHandlers } from './handling.ts';
import { type TaskModel, modelOf } from './model.ts';
import { pathText } from './node.ts';

/** A task that a target may come to need, and how the target reaches it. */
export interface ReachedTask {
  readonly model: TaskModel;
  /** `Nightly → Train → LoadReadings`. */
  readonly path: string;
  /** It is named by `onFailure` or `finally`, and is neither the target nor anyone's input. */
  readonly isHandler: boolean;
}

/** A task that is asked for: by whom, from the target on, and by which field or option. */
interface Asked {
  readonly task: Class;
  readonly names: readonly string[];
  readonly field: string | undefined;
  readonly isHandler: boolean;
}

/** The facts that are known of all tasks below one. */
interface Below {
  readonly wanted: ReadonlySet<string>;
  readonly handled: boolean;
}

/** Every task that a target's inputs and handlers name, at any depth, the target first: known before a single node is. */
export class Tasks {
  readonly target: TaskModel;
  readonly #reached = new Map<Class, ReachedTask>();
  readonly #names = new Map<string, TaskModel>();
  readonly #known = new Map<TaskModel, Below>();

  constructor(target: Class) {
    const queue: Asked[] = [{ task: target, names: [], field: undefined, isHandler: false }];
    for (let i = 0; i < queue.length; i++) {
      const asked = queue[i]!;
      const known = this.#reached.get(asked.task);
      if (known && (asked.isHandler || !known.isHandler)) continue;
      const model = known?.model ?? this.#add(asked);
      const names = [...asked.names, model.note.name];
      this.#reached.set(asked.task, { model, path: pathText(names), isHandler: asked.isHandler });
      if (known) continue;
      for (const { task, field } of model.note.inputs) queue.push({ task, names, field, isHandler: false });
      for (const { task, field } of handlersOf(model.note)) queue.push({ task, names, field, isHandler: true });
    }
    this.target = this.modelOf(target);
  }

  modelOf(task: Class): TaskModel {
    return this.#reached.get(task)!.model;
  }

  named(name: string): TaskModel | undefined {
    return this.#names.get(name);
  }

  /** The names of all parameters that tasks below this one have. */
  wantedBelow(model: TaskModel): ReadonlySet<string> {
    return this.#below(model).wanted;
  }

  /** Whether a task, or one below it, is a workflow with handlers. */
  handledBelow(model: TaskModel): boolean {
    return this.#below(model).handled;
  }

  #below(model: TaskModel): Below {
    let known = this.#known.get(model);
    if (!known) {
      const below = new Set<TaskModel>();
      // A set hands out what is added while it is walked.
      const inputsOf = ({ note }: TaskModel): void =>
        [...note.inputs, ...handlersOf(note)].forEach(({ task }) => below.add(this.modelOf(task)));
      inputsOf(model);
      for (const task of below) inputsOf(task);
      const wanted = new Set([...below].flatMap(({ params }) => [...params.keys()]));
      known = { wanted, handled: [model, ...below].some(({ note }) => hasHandlers(note)) };
      this.#known.set(model, known);
    }
    return known;
  }

  get haveHandlers(): boolean {
    return [...this.#reached.values()].some(({ model }) => hasHandlers(model.note));
  }

  get names(): string[] {
    return [...this.#names.keys()];
  }

  [Symbol.iterator](): Iterator<ReachedTask> {
    return this.#reached.values();
  }

  #add({ task, names, field }: Asked): TaskModel {
    const note = noteOf(task);
    if (!note) {
      const name = (task as { name?: string }).name || 'what was asked for';
      throw notATask(name, field === undefined ? undefined : `${names.at(-1)}.${field}`);
    }
    checkNameLength('task', note.name);
    const model = modelOf(note);
    const namesake = this.#names.get(note.name);
    if (namesake) throw duplicateTaskName(note.name, [placeOf(namesake), placeOf(model)]);
    this.#names.set(note.name, model);
    return model;
  }
}

const placeOf = ({ note: { place } }: TaskModel): string => (place ? shownFrame(place) : 'a class without a file');

/** Whether a workflow has a task of each kind that it asks for, at any depth. */
export function checkRequired(note: TaskNote, path: string): void {
  if (note.requires.length === 0) return;
  const kinds = new Set<string>();
  const seen = new Set([note]);
  for (const one of seen) {
    if (one.componentKind) kinds.add(one.componentKind.kind);
    for (const { task } of [...one.inputs, ...handlersOf(one)]) {
      const next = noteOf(task);
      if (next) seen.add(next);
    }
  }
  const missing = note.requires.filter((kind) => !kinds.has(kind));
  if (missing.length > 0) throw kindMissing(path, missing, [...kinds]);
}
