import { type Class, noteOf } from '../authoring/notes.ts';
import { shownFrame } from '../modules/stack.ts';
import { DuplicateTaskName, NotATask } from './errors.ts';
import { type TaskModel, modelOf } from './model.ts';
import { pathText } from './node.ts';

/** A task that a target may come to need, and how the target reaches it. */
export interface ReachedTask {
  readonly model: TaskModel;
  /** `Nightly → Train → LoadReadings`. */
  readonly path: string;
}

/** Every task that a target's inputs name, at any depth, the target first: known before a single node is. */
export class Tasks {
  readonly target: TaskModel;
  readonly #reached = new Map<Class, ReachedTask>();
  readonly #names = new Map<string, TaskModel>();
  readonly #wantedBelow = new Map<TaskModel, ReadonlySet<string>>();

  constructor(target: Class) {
    const queue: { task: Class; names: readonly string[]; field: string | undefined }[] = [
      { task: target, names: [], field: undefined },
    ];
    for (let i = 0; i < queue.length; i++) {
      const { task, names, field } = queue[i]!;
      if (this.#reached.has(task)) continue;
      const model = this.#add(task, names, field);
      const path = [...names, model.note.name];
      for (const input of model.note.inputs) queue.push({ task: input.task, names: path, field: input.field });
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
    let names = this.#wantedBelow.get(model);
    if (!names) {
      const below = new Set<TaskModel>();
      // A set hands out what is added while it is walked.
      const inputsOf = ({ note }: TaskModel): void => note.inputs.forEach(({ task }) => below.add(this.modelOf(task)));
      inputsOf(model);
      for (const task of below) inputsOf(task);
      names = new Set([...below].flatMap(({ params }) => [...params.keys()]));
      this.#wantedBelow.set(model, names);
    }
    return names;
  }

  get names(): string[] {
    return [...this.#names.keys()];
  }

  [Symbol.iterator](): Iterator<ReachedTask> {
    return this.#reached.values();
  }

  #add(task: Class, names: readonly string[], field: string | undefined): TaskModel {
    const note = noteOf(task);
    if (!note) {
      const name = (task as { name?: string }).name || 'what was asked for';
      throw new NotATask(name, field === undefined ? undefined : `${names.at(-1)}.${field}`);
    }
    const model = modelOf(note);
    const namesake = this.#names.get(note.name);
    if (namesake) throw new DuplicateTaskName(note.name, [placeOf(namesake), placeOf(model)]);
    this.#names.set(note.name, model);
    this.#reached.set(task, { model, path: pathText([...names, note.name]) });
    return model;
  }
}

const placeOf = ({ note: { place } }: TaskModel): string => (place ? shownFrame(place) : 'a class without a file');
