import { placeOfCaller } from '../../authoring/source-place.ts';
import { badCodec } from './errors.ts';
import type { Codec } from './codec.ts';

const definedIn = Symbol.for('clew.codec');
const methods = ['accepts', 'encode', 'decode', 'decodeStream', 'decodeParts', 'items'] as const;
const safeName = /^[A-Za-z0-9][\w.-]*$/;

/**
 * A codec of one's own: how values of a kind are written and read. It goes into `codecs` in the settings, where it is
 * asked before the built-in ones; a task asks for it by name with `@Task({ codec: 'points' })`.
 *
 * @example
 * ```ts
 * export const points = defineCodec({
 *   name: 'points',
 *   extension: 'f64',
 *   accepts: (value) => value instanceof Points,
 *   encode: (value: Points) => new Uint8Array(value.xy.buffer),
 *   decode: (bytes) => new Points(new Float64Array(bytes.slice().buffer)),
 * });
 *
 * declare module 'clew' {
 *   interface Codecs { points: Points }
 * }
 * ```
 */
export function defineCodec<T>(codec: Codec<T>): Codec<T> {
  const why = whyNoCodec(codec);
  if (why) throw badCodec((codec as Codec | undefined)?.name, why);
  const place = placeOfCaller(defineCodec);
  if (place) Object.defineProperty(codec, definedIn, { value: place.file });
  return Object.freeze(codec);
}

/** The file where a codec was defined; undefined for one that is a plain object. */
export const fileOf = (codec: Codec): string | undefined => (codec as { [definedIn]?: string })[definedIn];

/** Tells what is wrong with a codec; undefined where nothing is. */
export function whyNoCodec(codec: unknown): string | undefined {
  if (typeof codec !== 'object' || codec === null) return 'it is no object';
  const given = codec as Record<string, unknown>;
  for (const text of ['name', 'extension']) {
    if (typeof given[text] !== 'string' || !safeName.test(given[text]))
      return `its ${text} must be a text of letters, digits, '_', '.' and '-'`;
  }
  for (const method of methods) {
    if (given[method] !== undefined && typeof given[method] !== 'function') return `its ${method} is no method`;
  }
  for (const method of ['accepts', 'encode']) if (!given[method]) return `it has no method ${method}`;
  const reads = given['decode'] || given['decodeStream'] || given['decodeParts'];
  return reads ? undefined : 'it has neither decode nor decodeStream';
}
