import 'reflect-metadata';
import { Container, ContainerInstance } from 'typedi';
import { layersAskedBy } from '../authoring/layers.ts';
import type { Class, LayerNote, TaskNote } from '../authoring/notes.ts';
import { constructorTypes, fieldType } from '../authoring/reflection.ts';
import { type BoundLayer, StorageLayer } from '../storage/layer.ts';
import { evaluationClassOf } from '../families/model-evaluation.ts';
import { TaskContext } from './context.ts';
import { keepEvaluationOf } from './keep-evaluation.ts';
import { GivenOutcome, type JobOutcome, RunOutcome } from './run-outcome.ts';

export type Constructor = new (...args: unknown[]) => object;

const known = new WeakMap<Class, readonly LayerNote[]>();

/** Found out once for each class. */
export function layersOf(target: Class): readonly LayerNote[] {
  let notes = known.get(target);
  if (!notes) known.set(target, (notes = layersAskedBy(target)));
  return notes;
}

/** The fields are there once the constructor is through. */
export function giveFields(made: object, notes: readonly LayerNote[], storage: BoundLayer): void {
  for (const { at, layer } of notes) if (typeof at === 'string') Object.assign(made, { [at]: storage.named(layer) });
}

/** Gives what typedi knows of a class that `@Service()` marks. */
export function serviceOf(type: unknown): { readonly global: boolean; readonly transient: boolean } | undefined {
  const globals = Container.of(undefined as never) as unknown as {
    findService(id: unknown): { readonly global: boolean; readonly transient: boolean } | undefined;
  };
  return globals.findService(type);
}

/** An argument or a field that typedi's `@Inject()` marks. */
const handlerOf = (target: unknown, argument: number) =>
  Container.handlers.find(({ object, index }) => object === target && index === argument);

/** Finds the `@Inject()` that fills an argument, also where it is the parent's constructor. */
export const injectedArgument = (target: unknown, argument: number) =>
  handlerOf(target, argument) ?? handlerOf(Object.getPrototypeOf(target), argument);

/** Gives the types that fields with a plain `@Inject()` are to hold. */
export function injectedFields({ prototype }: Class & { readonly prototype?: object }): unknown[] {
  const handlers = Container.handlers.filter(({ object, propertyName }) => object === prototype && propertyName);
  return handlers.map(({ propertyName }) => fieldType(prototype!, propertyName!).type);
}

export const hasInjectedFields = ({ prototype }: Class & { readonly prototype?: object }): boolean =>
  Container.handlers.some(({ object }) => object === prototype);

/** A stand-in for a container, to learn what is asked of it. */
const ear = { get: (id: unknown) => id } as ContainerInstance;

function heard({ value }: { readonly value: (container: ContainerInstance) => unknown }): unknown {
  try {
    return value(ear);
  } catch {
    // Nothing can be told of it before it is made.
    return undefined;
  }
}

/** Gives what an `@Inject()` at an argument asks for, by class or by name. */
export function askedByArgument(target: unknown, argument: number): unknown {
  const handler = injectedArgument(target, argument);
  return handler && heard(handler);
}

/** The same of fields. */
export const askedByFields = ({ prototype }: Class & { readonly prototype?: object }): unknown[] =>
  Container.handlers.filter(({ object, propertyName }) => object === prototype && propertyName).map(heard);

/** Whether someone has given typedi a thing for all containers, and no way to make another. */
export function isSetByValue(id: unknown): boolean {
  const found = serviceOf(id) as { global: boolean; value?: unknown; type?: unknown; factory?: unknown } | undefined;
  // Where there is nothing yet, typedi keeps a symbol.
  return found !== undefined && found.global && !found.type && !found.factory && typeof found.value !== 'symbol';
}

/** The container of one component run. Classes that ask for layers by name are made here, all others by typedi. */
export class TaskContainer extends ContainerInstance {
  readonly #storage: BoundLayer;

  constructor(id: string, storage: BoundLayer) {
    super(id);
    this.#storage = storage;
  }

  override get(id: any): any {
    const notes = typeof id === 'function' ? layersOf(id as Class) : [];
    if (notes.length > 0 && !this.#isOwn(id)) {
      const transient = serviceOf(id)?.transient ?? false;
      this.set({ id, type: id, transient, factory: () => this.#make(id as Constructor, notes) } as never);
    }
    return super.get(id);
  }

  #isOwn(id: unknown): boolean {
    const own = (this as unknown as { findService(id: unknown): { factory?: unknown } | undefined }).findService(id);
    return own?.factory !== undefined;
  }

  #make(target: Constructor, notes: readonly LayerNote[]): object {
    const named = new Map(notes.map(({ at, layer }) => [at, layer]));
    const args = (constructorTypes(target) ?? []).map((type, i) => {
      const layer = named.get(i);
      if (layer !== undefined) return this.#storage.named(layer);
      const handler = injectedArgument(target, i);
      return handler ? handler.value(this) : (this.get(type) as unknown);
    });
    const made = new target(...args);
    giveFields(made, notes, this.#storage);
    return made;
  }
}

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
  const Evaluation = evaluationClassOf(note.modelFamily);
  if (Evaluation) container.set(Evaluation as never, new Evaluation(keepEvaluationOf(context, storage)) as never);
  if (outcome) container.set(RunOutcome as never, new GivenOutcome(outcome) as never);
  container.set({ id: target, type: target });
  return { task: container.get(target), dispose: () => void container.reset({ strategy: 'resetServices' }) };
}

/** Constructor arguments, or fields with typedi's `@Inject()`. */
function asksForAnything(note: TaskNote): boolean {
  if (note.constructorTypes && note.constructorTypes.length > 0) return true;
  return hasInjectedFields(note.target);
}
