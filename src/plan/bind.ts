import type { ParamNote } from '../authoring/notes.ts';
import type { Secrets } from '../values/secrets.ts';
import { missingParam, unknownParam, wrongParam } from './errors.ts';
import type { TaskModel } from './model.ts';

/** Parameters with their values, and which of them are secret. */
export interface Bound {
  readonly params: Readonly<Record<string, unknown>>;
  readonly secret: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

/** Knows all secrets of a plan. */
export interface SecretHolder {
  secrets: Secrets;
}

/**
 * Gives every parameter of a task its value: from the mapping, else handed down by name from the nearest task above
 * that has it, else its default.
 * A value that has a secret of the plan in it is secret as well, under whatever name and however it was joined.
 */
export function bind(
  model: TaskModel,
  given: object | undefined,
  from: Bound | undefined,
  path: () => string,
  holder: SecretHolder,
): Bound {
  for (const name of given ? Object.keys(given) : []) {
    if (!model.params.has(name)) throw unknownParam(path(), name, [...model.params.keys()]);
  }
  const values: Asked[] = [];
  for (const note of model.params.values()) {
    const { name } = note;
    let value = given && Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
    const handedDown = value === undefined && from !== undefined && Object.hasOwn(from.params, name);
    if (handedDown) value = from.params[name];
    if (value === undefined) value = model.defaults[name];
    const isSecret = note.secret || (handedDown && from.secret.has(name));
    // Before anything is said about any of them.
    if (isSecret) holder.secrets = holder.secrets.and(value);
    values.push({ note, value, isSecret, handedDown });
  }
  const params: Record<string, unknown> = {};
  const secret = new Set<string>();
  for (const asked of values) {
    const { note, value: raw } = asked;
    const isSecret = asked.isSecret || (!asked.handedDown && holder.secrets.isInside(raw));
    const value = checked(note, raw, path, isSecret);
    if (value !== undefined) params[note.name] = value;
    if (!isSecret) continue;
    secret.add(note.name);
    // A schema may have made something else of it.
    if (value !== raw && !holder.secrets.isInside(value)) holder.secrets = holder.secrets.and(value);
  }
  return { params, secret: secret.size === 0 ? none : secret };
}

/** A parameter's value before its type or its schema has had a say. */
interface Asked {
  readonly note: ParamNote;
  readonly value: unknown;
  readonly isSecret: boolean;
  readonly handedDown: boolean;
}

function checked(note: ParamNote, value: unknown, path: () => string, isSecret: boolean): unknown {
  if (note.schema) return bySchema(note, value, path, isSecret);
  if (value === undefined) {
    if (note.optional) return undefined;
    throw missingParam(path(), note.name);
  }
  if (fits(value, note.type)) return value;
  throw wrongParam(path(), note.name, `wants ${article(typeName(note.type))} and got ${shown(value, isSecret)}`);
}

function bySchema(note: ParamNote, value: unknown, path: () => string, isSecret: boolean): unknown {
  const result = note.schema!['~standard'].validate(value);
  if (result instanceof Promise) {
    throw wrongParam(path(), note.name, 'has a schema that answers by a promise; parameters are checked at once');
  }
  if (!result.issues) return result.value;
  if (value === undefined) throw missingParam(path(), note.name);
  const issues = result.issues.map((issue) => {
    const at = issue.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
    return at ? `${at}: ${issue.message}` : issue.message;
  });
  throw wrongParam(path(), note.name, `can't be ${shown(value, isSecret)}: ${issues.join('; ')}`);
}

function fits(value: unknown, type: unknown): boolean {
  switch (type) {
    case String:
      return typeof value === 'string';
    case Number:
      return typeof value === 'number';
    case Boolean:
      return typeof value === 'boolean';
    case BigInt:
      return typeof value === 'bigint';
    case Array:
      return Array.isArray(value);
    case Date:
      return value instanceof Date && !Number.isNaN(value.getTime());
    case Object:
    case undefined:
      return true;
    default:
      return typeof type !== 'function' || value instanceof type;
  }
}

const nothing: Bound = { params: {}, secret: none };

/** Gives what a node hands on without having it as a parameter itself: only names that some task below it asks for. */
export function handOn(model: TaskModel, from: Bound | undefined, wantedBelow: ReadonlySet<string>): Bound {
  if (!from || wantedBelow.size === 0) return nothing;
  const names = Object.keys(from.params).filter((name) => wantedBelow.has(name) && !model.params.has(name));
  if (names.length === 0) return nothing;
  return {
    params: Object.fromEntries(names.map((name) => [name, from.params[name]])),
    secret: from.secret.size === 0 ? none : new Set(names.filter((name) => from.secret.has(name))),
  };
}

/** The name of a `design:type` in messages and help: `number`, `Date`, `array`. */
export function typeName(type: unknown): string {
  if (type === undefined || type === Object) return 'value';
  const name = (type as { name: string }).name;
  return type === String || type === Number || type === Boolean || type === Array || type === BigInt
    ? name.toLowerCase()
    : name;
}

const article = (name: string): string => (/^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`);

function shown(value: unknown, isSecret: boolean): string {
  if (isSecret) return 'another kind of value';
  const kind = value === null ? '' : ` (${Array.isArray(value) ? 'array' : typeof value})`;
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? String(value));
  return (text.length > 60 ? `${text.slice(0, 59)}…` : text) + kind;
}
