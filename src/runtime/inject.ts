import type { TaskNote } from '../authoring/notes.ts';
import { type BoundLayer, StorageLayer } from '../storage/layer.ts';
import { type Constructor, TaskContainer, giveFields, hasInjectedFields } from './container.ts';
import { TaskContext } from './context.ts';
import { GivenOutcome, type JobOutcome, RunOutcome } from './run-outcome.ts';

/** An instance of a task, and the way to let go of all that was made for it. */
export interface Injected {
  readonly task: object;
  dispose(): void;
}

const nothing = (): void => undefined;

/** Each component run has a container of its own: two of them share no service. */
export function inject(note: TaskNote, storage: BoundLayer, context: TaskContext, outcome?: JobOutcome): Injected {
  const target = note.target as unknown as Constructor;
  if (!asksForAnything(note)) {
    const task = new target();
    if (note.layers.length > 0) giveFields(task, note.layers, storage);
    return { task, dispose: nothing };
  }
  const container = new TaskContainer(context.componentRun, storage);
  container.set(StorageLayer as never, storage as never);
  container.set(TaskContext as never, context as never);
  if (outcome) container.set(RunOutcome as never, new GivenOutcome(outcome) as never);
  container.set({ id: target, type: target });
  return { task: container.get(target), dispose: () => void container.reset({ strategy: 'resetServices' }) };
}

/** Constructor arguments, or fields with typedi's `@Inject()`. */
function asksForAnything(note: TaskNote): boolean {
  if (note.constructorTypes && note.constructorTypes.length > 0) return true;
  return hasInjectedFields(note.target);
}
