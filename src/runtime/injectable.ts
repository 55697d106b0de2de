import type { Class, LayerNote, TaskNote } from '../authoring/notes.ts';
import { constructorTypes } from '../authoring/reflection.ts';
import { StorageLayer } from '../storage/layer.ts';
import {
  askedByArgument,
  askedByFields,
  injectedArgument,
  injectedFields,
  isSetByValue,
  layersOf,
  serviceOf,
} from './injection-container.ts';
import { evaluationClassOf, familyOfEvaluation } from '../families/model-evaluation.ts';
import { TaskContext } from './context.ts';
import { notALayer, notInjectable } from './errors.ts';
import { RunOutcome } from './run-outcome.ts';

/** A storage layer that a task asks for, itself or by a service behind it. */
export interface AskedLayer {
  readonly layer: string;
  /** The path to the one that asks: `Nightly → Train → Models`. */
  readonly path: string;
}

/**
 * Says at planning time what could not be injected at run time, also in the services behind the task. Gives the storage
 * layers that are asked for, the one that `@Task({ storage })` names first.
 */
export function checkInjectable(note: TaskNote, path: string, isHandler = false): AskedLayer[] {
  const evaluation = evaluationClassOf(note.modelFamily);
  const own = [StorageLayer, TaskContext, ...(isHandler ? [RunOutcome] : []), ...(evaluation ? [evaluation] : [])];
  const layers = note.storage === undefined ? [] : [{ layer: note.storage, path }];
  new Check(own, layers, note.modelFamily).look(note.target, note.constructorTypes ?? [], path, false);
  return layers;
}

/** One walk through what a task needs. */
class Check {
  /** The classes that belong to one component run. */
  readonly #own: readonly unknown[];
  readonly #layers: AskedLayer[];
  readonly #family: string | undefined;
  readonly #seen = new Set<unknown>();

  constructor(own: readonly unknown[], layers: AskedLayer[], family: string | undefined) {
    this.#own = own;
    this.#family = family;
    this.#layers = layers;
  }

  /** `isShared`: whether what is made outlives the component run. */
  look(target: Class, types: readonly unknown[], path: string, isShared: boolean): void {
    const notes = layersOf(target);
    for (const note of notes) this.#layer(note, path, isShared);
    const named = new Set(notes.map(({ at }) => at));
    types.forEach((type, argument) => {
      if (named.has(argument) || injectedArgument(target, argument)) return;
      if (this.#own.includes(type)) {
        if (isShared) throw notInjectable(path, argument, ...shared((type as { name: string }).name));
      } else this.#service(type, path, argument);
    });
    for (const type of injectedFields(target)) if (serviceOf(type)) this.#further(type as Class, path);
  }

  #layer({ layer, at, type }: LayerNote, path: string, isShared: boolean): void {
    const where = typeof at === 'string' ? `${path}.${at}` : `${path}: argument ${at + 1} of its constructor`;
    // What was imported as a type is `Object` by now, and the compiler has looked at it.
    if (type !== StorageLayer && type !== Object && type !== undefined) throw notALayer(where, nameOf(type));
    if (isShared) throw notALayer(where, undefined);
    this.#layers.push({ layer, path: where });
  }

  #service(type: unknown, path: string, argument: number): void {
    if (this.#seen.has(type)) return;
    const problem = whyNot(type, this.#family);
    if (problem) throw notInjectable(path, argument, ...problem);
    this.#further(type as Class, path);
  }

  #further(service: Class, path: string): void {
    if (this.#seen.has(service)) return;
    this.#seen.add(service);
    const types = constructorTypes(service) ?? [];
    this.look(service, types, `${path} → ${nameOf(service)}`, serviceOf(service)?.global ?? false);
  }
}

const nameOf = (type: unknown): string => (type as { readonly name?: string } | null)?.name ?? String(type);

const shared = (name: string): [why: string, next: string] => [
  `${name} belongs to one component run, and a global service to all of them`,
  'Mark it with @Service() alone, so that each component run gets one of its own.',
];

function whyNot(type: unknown, family: string | undefined): [why: string, next: string] | undefined {
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
  const wanted = familyOfEvaluation(type);
  if (wanted !== undefined) {
    return [
      family === undefined
        ? `${name} belongs to tasks of the model family ${wanted}, and this one names none`
        : `${name} belongs to tasks of the model family ${wanted}, and this one is a ${family}`,
      `Say \`@Task({ modelFamily: '${wanted}' })\`, or ask for the evaluation of its own family.`,
    ];
  }
  if ([String, Number, Boolean, Array, Function, Symbol, BigInt, Date, Promise].includes(type as never)) {
    return [`it is a ${name}`, 'Make it a parameter: a field marked @Param().'];
  }
  if (!serviceOf(type)) {
    return [`nothing provides ${name}`, `Mark the class ${name} with typedi's @Service().`];
  }
  return undefined;
}

/**
 * The first thing that a task asks for, itself or by a service behind it, that someone has put into typedi's container
 * ready-made: another process has only what can be made there.
 */
export function readyMadeService(note: TaskNote): string | undefined {
  const seen = new Set<unknown>();
  const look = (target: Class, types: readonly unknown[]): string | undefined => {
    const asked = [...types.map((type, i) => askedByArgument(target, i) ?? type), ...askedByFields(target)];
    for (const id of asked) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (isSetByValue(id)) return serviceName(id);
      const further =
        typeof id === 'function'
          ? look(id as unknown as Class, constructorTypes(id as unknown as Class) ?? [])
          : undefined;
      if (further !== undefined) return further;
    }
    return undefined;
  };
  return look(note.target, note.constructorTypes ?? []);
}

function serviceName(id: unknown): string {
  if (typeof id === 'string') return `'${id}'`;
  const { name } = id as { readonly name?: string };
  return name || 'a token';
}
