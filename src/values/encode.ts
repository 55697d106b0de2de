import { NotEncodable } from './errors.ts';
import { encodeSpecial, extraProperties, type ForeignTags } from './special-values.ts';
import { Table } from './table/table.ts';

export interface EncodeOptions {
  /** Sorts keys, so that equal values give equal texts: for identities, not for artifacts. */
  readonly canonical?: boolean;
  /** How the value is called in messages: `returned value`, `parameter day`. */
  readonly label?: string;
  /** Objects of other rooms that know how to be encoded, by tag. */
  readonly foreign?: ForeignTags;
}

/**
 * Encodes a value as JSON that keeps what JSON alone loses: dates, maps, sets, big integers, typed arrays,
 * `undefined`, `NaN`, `-0` and the like, each as `{"$": tag, "v": …}`. What would not come back equal is refused by name.
 */
export function encode(value: unknown, options: EncodeOptions = {}): string {
  const label = options.label ?? 'the value';
  if (!options.canonical && isPlain(value, 0)) {
    const text = stringify(value, label);
    // Perhaps in a key: see `escaped`.
    if (!text.includes('\\')) return text;
  }
  const walk: Walk = {
    canonical: options.canonical ?? false,
    label,
    foreign: options.foreign,
    path: [],
    above: new Set(),
  };
  try {
    return stringify(tree(value, walk), label);
  } catch (error) {
    // Of bytes as text.
    throw (error as NodeJS.ErrnoException | null)?.code === 'ERR_STRING_TOO_LONG' ? tooLong(label) : error;
  }
}

function stringify(value: unknown, label: string): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw error instanceof RangeError ? tooLong(label) : error;
  }
}

/** V8 has no texts of more than half a gigabyte. */
const tooLong = (label: string): NotEncodable =>
  new NotEncodable(
    label,
    'more than 512 MB as JSON, too much for one text',
    'Return it piece by piece from a generator, as a Table, or as a file by file(path).',
  );

interface Walk {
  readonly canonical: boolean;
  readonly label: string;
  readonly foreign: ForeignTags | undefined;
  readonly path: (string | number)[];
  /** The objects between the root and here: meeting one again is a cycle. */
  readonly above: Set<object>;
}

/**
 * Keys that JSON would escape. V8's `JSON.parse` (seen in Node 24) takes `{"q":1,"\u0041":2}` for `{"q":1,"\\":2}` once
 * it has met an object with the keys `q` and `\`, so objects with such keys are written as a list of pairs.
 */
// oxlint-disable-next-line no-control-regex -- those are escaped
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Deeper values are as good as endless: they would overflow the stack of whoever reads them. */
const deepest = 1000;

/** Most values are plain JSON: they are told by one pass without an allocation. Deep ones take the long way, which finds cycles. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > 40) return false;
  if (Array.isArray(value)) {
    // A hole reads as undefined, which isn't plain.
    if (Object.getPrototypeOf(value) !== Array.prototype || Object.keys(value).length !== value.length) return false;
    for (const item of value) if (!isPlain(item, depth + 1)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype || Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const key of Object.keys(value)) {
    if (key === '$' || key === '__proto__' || key === 'toJSON') return false;
    if (!isPlain((value as Record<string, unknown>)[key], depth + 1)) return false;
  }
  return true;
}

function tree(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      return { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $: 'bigint', v: String(value) };
    case 'undefined':
      return { $: 'undefined' };
    case 'function':
      throw refuse(walk, 'a function', 'Return what it computes, not the function.');
    case 'symbol':
      throw refuse(walk, 'a symbol', 'Use a string instead.');
    default:
      return value === null ? null : object(value as object, walk);
  }
}

function object(value: object, walk: Walk): unknown {
  if (walk.above.has(value)) {
    throw refuse(walk, 'part of itself (a cycle)', 'Refer to it by a name or an index instead.');
  }
  if (walk.above.size === deepest) {
    throw refuse(walk, `nested more than ${deepest} levels deep`, 'Flatten it: refer to parts by a name or an index.');
  }
  walk.above.add(value);
  try {
    if (Array.isArray(value) && Object.getPrototypeOf(value) === Array.prototype) return array(value, walk);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype) return record(value, walk);
    if (prototype === null) return { $: 'bare', v: entries(value, walk) };
    const known = walk.foreign?.encode?.(value);
    if (known) return { $: known.tag, v: known.value };
    const special = encodeSpecial(value, (part, step) => at(part, step, walk));
    if (special) return withoutExtras(special, value, walk);
    throw refuse(walk, ...whyNot(value));
  } finally {
    walk.above.delete(value);
  }
}

/** Classes say what comes back, and what someone has laid beside that would not. */
function withoutExtras(special: unknown, value: object, walk: Walk): unknown {
  const extras = extraProperties(value);
  if (extras.length === 0) return special;
  const names = extras.slice(0, 3).join(', ') + (extras.length > 3 ? ', …' : '');
  const why = `a ${value.constructor.name} with properties of its own (${names})`;
  throw refuse(walk, why, 'Return an object that holds both.');
}

function at(value: unknown, step: string | number, walk: Walk): unknown {
  walk.path.push(step);
  const encoded = tree(value, walk);
  walk.path.pop();
  return encoded;
}

function array(value: readonly unknown[], walk: Walk): unknown[] {
  if (!isWhole(value)) {
    throw refuse(walk, 'an array with holes or with named properties', 'Fill it, or return an object.');
  }
  return value.map((item, index) => at(item, index, walk));
}

/** Every index and nothing else: a hole and a named property may make up for each other in number. */
function isWhole(value: readonly unknown[]): boolean {
  if (Object.keys(value).length !== value.length || Object.getOwnPropertySymbols(value).length > 0) return false;
  for (let index = 0; index < value.length; index++) if (!Object.hasOwn(value, index)) return false;
  return true;
}

/** A plain object; one that has a key of its own that looks like a tag is wrapped. */
function record(value: object, walk: Walk): unknown {
  const inner = entries(value, walk);
  return Array.isArray(inner) || Object.hasOwn(value, '$') ? { $: 'object', v: inner } : inner;
}

function entries(value: object, walk: Walk): unknown {
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw refuse(walk, 'an object with a symbol as a key', 'Use a string as the key.');
  }
  const keys = walk.canonical ? Object.keys(value).sort() : Object.keys(value);
  const encode = (key: string): unknown => at((value as Record<string, unknown>)[key], key, walk);
  if (keys.some((key) => escaped.test(key))) return keys.map((key) => [key, encode(key)]);
  const result: Record<string, unknown> = {};
  for (const key of keys) {
    const encoded = encode(key);
    // Assignment would set the prototype, or lose the key.
    if (key === '__proto__') Object.defineProperty(result, key, { value: encoded, enumerable: true });
    else result[key] = encoded;
  }
  return result;
}

function refuse(walk: Walk, why: string, next: string): NotEncodable {
  const steps = walk.path.map((step) =>
    typeof step === 'number' ? `[${step}]` : /^[A-Za-z_$][\w$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`,
  );
  if (steps.length > 30) steps.splice(15, steps.length - 30, '…');
  const field = steps.join('').replace(/^\./, '');
  return new NotEncodable(field ? `${field} in ${walk.label}` : walk.label, why, next);
}

function whyNot(value: object): [why: string, next: string] {
  if (typeof (value as { then?: unknown }).then === 'function') return ['a promise', 'Await it before it is returned.'];
  const { next } = value as { next?: unknown };
  if (Symbol.asyncIterator in value || typeof next === 'function')
    return ['a stream', 'Return it by itself, or keep it by `storage.store()` and return the handle.'];
  if (Table.is(value))
    return ['a table', 'Return it by itself, or keep it by `storage.store()` and return the handle.'];
  if (value instanceof Error) return ['an error', 'Throw it, or return its message.'];
  const name = (value.constructor as { name?: string } | undefined)?.name || 'unnamed class';
  return [`an instance of ${name}`, 'Return its data as a plain object: methods and private fields would be lost.'];
}
