import { type Class, type InputNote, type ParamNote, type TaskNote } from '../authoring/notes.ts';
import { constructorFailed } from './errors.ts';

/** One class as the plan needs it: its note, and what is derived from it once. */
export interface TaskModel {
  readonly note: TaskNote;
  /** Where the compiler wrote no type down, it is the default's. */
  readonly params: ReadonlyMap<string, ParamNote>;
  readonly allSignificant: boolean;
  /** Inputs that take no part in identity, by field. */
  readonly ignored: ReadonlySet<string>;
  /** The values that the initializers give; a parameter without one isn't in it. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The class's prototype with a getter over each input, for what mappings see as `self`. */
  readonly selfPrototype: object;
}

export function modelOf(note: TaskNote): TaskModel {
  const defaults = note.params.length === 0 ? {} : defaultsOf(note);
  return {
    note,
    params: new Map(note.params.map((param) => [param.name, { ...param, type: typeOf(param, defaults[param.name]) }])),
    allSignificant: note.params.every(({ significant }) => significant),
    ignored: new Set(note.inputs.filter(({ significant }) => !significant).map(({ field }) => field)),
    defaults,
    selfPrototype: selfPrototype(note),
  };
}

/** `epochs = 20` has no annotation, and so no type in the metadata. */
function typeOf({ type, schema }: ParamNote, byDefault: unknown): unknown {
  if ((type !== Object && type !== undefined) || schema || byDefault === undefined || byDefault === null) return type;
  return (Object(byDefault) as object).constructor;
}

/** Stands for every constructor argument while the defaults are read: takes any call, does nothing. */
const inert: unknown = new Proxy(function () {} as object, {
  get: (_, key) => (key === 'then' ? undefined : key === Symbol.toPrimitive ? () => '' : inert),
  apply: () => inert,
  construct: () => inert as object,
});

function defaultsOf(note: TaskNote): Record<string, unknown> {
  let probe: Record<string, unknown>;
  try {
    const args = (note.constructorTypes ?? []).map(() => inert);
    probe = new (note.target as unknown as new (...args: unknown[]) => Record<string, unknown>)(...args);
  } catch (error) {
    throw constructorFailed(note.name, error);
  }
  const defaults: Record<string, unknown> = {};
  for (const { name } of note.params) if (probe[name] !== undefined) defaults[name] = probe[name];
  return defaults;
}

/** The key of what a mapping did with `self`: which input it wanted that isn't there yet. */
export const wanted = Symbol('clew.wanted');
/** Thrown to leave a mapping that can't be answered yet. Told by `self[wanted]`, so that a `catch` can't hide it. */
export const notYet = Symbol('clew.notYet');

export type Self = Record<string, unknown> & { [wanted]?: string };

function selfPrototype(note: TaskNote): object {
  const prototype = Object.create((note.target as Class & { prototype: object }).prototype) as object;
  for (const { field } of note.inputs) {
    Object.defineProperty(prototype, field, {
      configurable: true,
      get(this: Self) {
        this[wanted] ??= field;
        throw notYet;
      },
    });
  }
  return prototype;
}

/** `self` for the mappings of one node: its parameters, and the inputs that are there. */
export function makeSelf(
  model: TaskModel,
  params: Readonly<Record<string, unknown>>,
  inputs: ReadonlyMap<string, unknown> | undefined,
): Self {
  const self = Object.create(model.selfPrototype) as Self;
  for (const [name, value] of Object.entries(params)) define(self, name, value);
  if (inputs) for (const [field, value] of inputs) define(self, field, value);
  return self;
}

const define = (self: object, name: string, value: unknown): unknown =>
  Object.defineProperty(self, name, { value, enumerable: true, configurable: true, writable: true });

/** Whether an input is declared above another one of the same task. */
export function isAbove(note: TaskNote, field: string, input: InputNote): boolean {
  return note.inputs.findIndex((other) => other.field === field) < note.inputs.indexOf(input);
}
