import 'reflect-metadata';
import { Container, ContainerInstance } from 'typedi';
import type { Class, TaskNote } from '../authoring/notes.ts';
import { StorageLayer } from '../storage/layer.ts';
import { TaskContext } from './context.ts';
import { GivenOutcome, type JobOutcome, RunOutcome } from './outcome.ts';
import { NotInjectable } from './errors.ts';

type Constructor = new (...args: unknown[]) => object;

/** An instance of a task, and the way to let go of all that was made for it. */
export interface Injected {
  readonly task: object;
  dispose(): void;
}

const nothing = (): void => undefined;

/** Each component run has a container of its own: two of them share no service. */
export function inject(note: TaskNote, storage: StorageLayer, context: TaskContext, outcome?: JobOutcome): Injected {
  const target = note.target as unknown as Constructor;
  if (!asksForAnything(note)) return { task: new target(), dispose: nothing };
  const container = new ContainerInstance(context.componentRun);
  container.set(StorageLayer as never, storage as never);
  container.set(TaskContext as never, context as never);
  if (outcome) container.set(RunOutcome as never, new GivenOutcome(outcome) as never);
  container.set({ id: target, type: target });
  return { task: container.get(target), dispose: () => void container.reset({ strategy: 'resetServices' }) };
}

/** Constructor arguments, or fields with typedi's `@Inject()`. */
function asksForAnything(note: TaskNote): boolean {
  if (note.constructorTypes && note.constructorTypes.length > 0) return true;
  return Container.handlers.some(({ object }) => object === (note.target as { prototype?: unknown }).prototype);
}

/** Says at planning time what could not be injected at run time, also in the services behind the task. */
export function checkInjectable(note: TaskNote, path: string, isHandler = false): void {
  const seen = new Set<unknown>([StorageLayer, TaskContext]);
  check(note.target, note.constructorTypes ?? [], path, isHandler ? seen.add(RunOutcome) : seen);
}

function check(target: Class, types: readonly unknown[], path: string, seen: Set<unknown>): void {
  types.forEach((type, argument) => {
    if (seen.has(type) || hasInject(target, argument)) return;
    const problem = whyNot(type);
    if (problem) throw new NotInjectable(path, argument, ...problem);
    seen.add(type);
    const service = type as Class & { name: string };
    const further = (Reflect.getMetadata('design:paramtypes', service) as unknown[] | undefined) ?? [];
    check(service, further, `${path} → ${service.name}`, seen);
  });
}

function whyNot(type: unknown): [why: string, next: string] | undefined {
  if (type === undefined) {
    return [
      'its class is not there yet',
      'Its module imports this one in a circle, or it is declared further down: break the circle.',
    ];
  }
  if (type === Object) {
    return [
      'its type is an interface, a union, or was imported by `import type`, and none of these is there at run time',
      'Ask for a class, and import it by a plain `import`.',
    ];
  }
  if (type === RunOutcome) {
    return [
      'only tasks that run at the end of a workflow have a RunOutcome',
      'Name this task by `onFailure` or `finally` of a @Workflow, and neither run it by itself nor ask for it as an input.',
    ];
  }
  const name = (type as { name: string }).name;
  if ([String, Number, Boolean, Array, Function, Symbol, BigInt, Date, Promise].includes(type as never)) {
    return [`it is a ${name}`, 'Make it a parameter: a field marked @Param().'];
  }
  if (!Container.has(type as Constructor)) {
    return [`nothing provides ${name}`, `Mark the class ${name} with typedi's @Service().`];
  }
  return undefined;
}

const hasInject = (target: Class, argument: number): boolean =>
  Container.handlers.some(({ object, index }) => object === (target as unknown) && index === argument);
