import { inspect } from 'node:util';
import { notDecodable } from './errors.ts';
import { HashedSecret } from './hashed-secret.ts';
import { typedArrays, typedKind } from './typed-arrays.ts';
import { parseRecorded } from './parse-recorded.ts';

/** Objects that another room encodes itself: an artifact's handle, a class that a user registered. */
export interface ForeignTags {
  readonly encode?: (value: object) => { readonly tag: string; readonly value: unknown } | undefined;
  readonly decode?: (tag: string, value: unknown) => unknown;
  /** Asked after each value: what of it could not be written at once. It is encoded again when that is done. */
  readonly written?: (encodeAgain: () => string) => Promise<string> | undefined;
  /** Asked after each value: what of it is still being read. */
  readonly whole?: () => Promise<unknown> | undefined;
}

interface Tagged {
  readonly $: string;
  readonly v?: unknown;
}

type Part = (value: unknown, step: string | number) => unknown;

const base64 = (bytes: ArrayBuffer | ArrayBufferView): string =>
  ('buffer' in bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : Buffer.from(bytes)).toString(
    'base64',
  );

/** Encodes objects of classes that are known here. Exact classes only: a subclass would come back as its parent. */
export function encodeSpecial(value: object, part: Part): Tagged | undefined {
  switch (Object.getPrototypeOf(value)) {
    case Date.prototype: {
      const time = (value as Date).getTime();
      return { $: 'date', v: Number.isNaN(time) ? null : (value as Date).toISOString() };
    }
    case Map.prototype:
      return {
        $: 'map',
        v: [...(value as Map<unknown, unknown>)].map(([k, v], i) => [
          part(k, `key ${i}`),
          part(v, Object(k) === k ? `value ${i}` : String(k)),
        ]),
      };
    case Set.prototype:
      return { $: 'set', v: [...(value as Set<unknown>)].map((item, i) => part(item, i)) };
    case RegExp.prototype: {
      const { source, flags, lastIndex } = value as RegExp;
      return { $: 'regexp', v: lastIndex === 0 ? [source, flags] : [source, flags, lastIndex] };
    }
    case URL.prototype:
      return { $: 'url', v: (value as URL).href };
    case Buffer.prototype:
      return { $: 'buffer', v: base64(value as Buffer) };
    case ArrayBuffer.prototype:
      return { $: 'arraybuffer', v: base64(value as ArrayBuffer) };
    case HashedSecret.prototype:
      return { $: 'secret', v: (value as HashedSecret).hash };
  }
  const name = typedKind(value);
  return name && { $: name, v: base64(value as ArrayBufferView) };
}

/** Names the properties that someone has given to a date, a map or the like: their classes know nothing of them. */
export function extraProperties(value: object): string[] {
  const symbols = Object.getOwnPropertySymbols(value).filter((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol)); // prettier-ignore
  if (ArrayBuffer.isView(value) && !hasExtras(value)) return symbols.map(String);
  const names = Object.keys(value).filter((name) => !ArrayBuffer.isView(value) || !/^\d+$/.test(name));
  return [...names, ...symbols.map(String)];
}

/** Large arrays are looked at without a list of all their indexes, by the one function of Node that can. */
function hasExtras(value: ArrayBufferView): boolean {
  const { length } = value as Uint8Array;
  if (length === undefined || length <= 64) return Object.keys(value).length !== (length ?? 0);
  const text = inspect(value, {
    maxArrayLength: 0,
    depth: 0,
    customInspect: false,
    compact: true,
    breakLength: Infinity,
  });
  return !text.endsWith(' more items ]');
}

function bytesOf(text: unknown): ArrayBuffer {
  const bytes = Buffer.from(String(text), 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

/** Reads an encoded value back. */
export function decode(text: string, foreign?: ForeignTags): unknown {
  const parsed = parseRecorded<unknown>(text);
  return text.includes('"$"') ? revive(parsed, foreign) : parsed;
}

function revive(value: unknown, foreign: ForeignTags | undefined): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => revive(item, foreign));
  if (typeof (value as Tagged).$ === 'string') return untag(value as Tagged, foreign);
  return reviveEntries(value, {}, foreign);
}

function reviveEntries(from: object, to: object, foreign: ForeignTags | undefined): object {
  // Pairs, where JSON would escape a key.
  for (const [key, item] of Array.isArray(from) ? (from as [string, unknown][]) : Object.entries(from)) {
    const value = revive(item, foreign);
    if (key === '__proto__') {
      Object.defineProperty(to, key, { value, enumerable: true, writable: true, configurable: true });
    } else (to as Record<string, unknown>)[key] = value;
  }
  return to;
}

function untag({ $: tag, v }: Tagged, foreign: ForeignTags | undefined): unknown {
  switch (tag) {
    case 'object':
      return reviveEntries(v as object, {}, foreign);
    case 'bare':
      return reviveEntries(v as object, Object.create(null) as object, foreign);
    case 'undefined':
      return undefined;
    case 'number':
      return Number(v);
    case 'bigint':
      return BigInt(v as string);
    case 'date':
      return new Date(v === null ? Number.NaN : (v as string));
    case 'map':
      return new Map((v as [unknown, unknown][]).map(([k, item]) => [revive(k, foreign), revive(item, foreign)]));
    case 'set':
      return new Set((v as unknown[]).map((item) => revive(item, foreign)));
    case 'regexp': {
      const [source, flags, lastIndex = 0] = v as [string, string, number?];
      return Object.assign(new RegExp(source, flags), { lastIndex });
    }
    case 'url':
      return new URL(v as string);
    case 'buffer':
      return Buffer.from(String(v), 'base64');
    case 'arraybuffer':
      return bytesOf(v);
    case 'secret':
      return new HashedSecret(String(v));
  }
  const make = typedArrays[tag as keyof typeof typedArrays];
  if (make) return new make(bytesOf(v));
  const known = foreign?.decode?.(tag, v);
  if (known !== undefined) return known;
  throw notDecodable(`nothing here knows the tag "${tag}"`);
}
