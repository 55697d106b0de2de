import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handleRef } from '../storage/handle.ts';
import { digestOf } from '../values/digest.ts';
import { encode } from '../values/encode.ts';
import { artifactIdOf } from '../values/id.ts';
import type { FileDigests, FileVersion } from './file-digests.ts';
import type { SentVersion } from './protocol.ts';

/**
 * The things that a call reads or writes: a list, or by names. A text is a path or a URL, a list stands for its items,
 * a handle for its artifact; anything else is a value, and `lineage.value('text')` says so of what would be taken for
 * something else.
 */
export type LineageSources = string | URL | readonly unknown[] | { readonly [name: string]: unknown };

/** Says of a text or a list that it is a value. */
export class Value {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Larger values are known by their digests alone. */
const largestKept = 16_384;

/** Objects that calls of this process gave, and which artifact each of them is. */
const made = new WeakMap<object, { readonly artifact: string; readonly digest: string }>();

/** The single things, with their names where they have some. */
export function* listed(
  sources: LineageSources | undefined,
): Generator<readonly [name: string | null, source: unknown]> {
  if (sources === undefined) return;
  if (isSingle(sources)) yield [null, sources];
  else if (Array.isArray(sources)) for (const source of sources) yield* flat(null, source);
  else for (const [name, source] of Object.entries(sources)) yield* flat(name, source);
}

function* flat(name: string | null, source: unknown): Generator<readonly [string | null, unknown]> {
  if (Array.isArray(source)) for (const item of source) yield* flat(name, item);
  else if (source !== undefined) yield [name, source];
}

const isSingle = (sources: unknown): boolean =>
  typeof sources !== 'object' ||
  sources === null ||
  sources instanceof URL ||
  sources instanceof Value ||
  handleRef(sources) !== undefined;

/** The path of a source that is a file. */
export function pathOf(source: unknown): string | undefined {
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : undefined;
  if (typeof source !== 'string') return undefined;
  if (/^file:\/\//i.test(source)) return fileURLToPath(source);
  return isAddress(source) ? undefined : resolve(source);
}

const isAddress = (text: string): boolean => /^[a-z][a-z\d+.-]+:\/\//i.test(text);

export function fileVersion(name: string | null, path: string, version: FileVersion): SentVersion {
  return { name, layer: 'path', key: path, codec: 'file', ...version };
}

/** One that is no file. */
export function versionOf(name: string | null, source: unknown): SentVersion {
  if (source instanceof URL || typeof source === 'string') {
    const text = String(source);
    return {
      name,
      layer: 'url',
      key: without(secret, text),
      codec: 'url',
      digest: digestOf(without(signing, text)),
      size: 0,
    };
  }
  const ref = typeof source === 'object' && source !== null ? handleRef(source) : undefined;
  if (ref) {
    const { layer, key, codec, digest, size, id } = ref;
    return { name: name ?? ref.name, layer, key, codec, digest, size, artifact: id };
  }
  return valueVersion(name, source instanceof Value ? source.value : source);
}

function valueVersion(name: string | null, value: unknown): SentVersion {
  const text = encode(value, { canonical: true, label: name ?? 'a value' });
  const digest = digestOf(text);
  const known = typeof value === 'object' && value !== null ? made.get(value) : undefined;
  return {
    name: name ?? 'value',
    layer: 'value',
    key: null,
    codec: 'json',
    digest,
    size: Buffer.byteLength(text),
    ...(text.length <= largestKept && { text }),
    // Changed since, it is another one.
    ...(known?.digest === digest && { artifact: known.artifact }),
  };
}

/** Whoever gets one of these objects later reads what this call made. */
export function rememberMade(call: string, sources: readonly unknown[], versions: readonly SentVersion[]): void {
  sources.forEach((source, i) => {
    const value = source instanceof Value ? source.value : source;
    const { layer, digest } = versions[i]!;
    if (layer !== 'value' || typeof value !== 'object' || value === null) return;
    made.set(value, { artifact: artifactIdOf(call, i), digest });
  });
}

/** Digests of what is known to be a file, of all others what they are. */
export function describe(sources: Iterable<readonly [string | null, unknown]>, files: FileDigests): SentVersion[] {
  return Array.from(sources, ([name, source]) => {
    const path = pathOf(source);
    return path === undefined ? versionOf(name, source) : fileVersion(name, path, files.now(path));
  });
}

/** The same without holding up the thread; at once where nothing has to be read. */
export function describeLater(
  sources: Iterable<readonly [string | null, unknown]>,
  files: FileDigests,
): SentVersion[] | Promise<SentVersion[]> {
  let waits = false;
  const all = Array.from(sources, ([name, source]): SentVersion | Promise<SentVersion> => {
    const path = pathOf(source);
    if (path === undefined) return versionOf(name, source);
    const version = files.of(path);
    if (!(version instanceof Promise)) return fileVersion(name, path, version);
    waits = true;
    return version.then((read) => fileVersion(name, path, read));
  });
  return waits ? Promise.all(all) : (all as SentVersion[]);
}

const secret = /^(.*(signature|token|secret|password|credential|key).*|sig)$/i;

/** Parameters that sign an address: they differ each time. All others may say which thing is meant. */
const signing =
  /^(x-(amz|goog)-(algorithm|credential|date|expires|signedheaders|signature|security-token)|signature|sig|expires|awsaccesskeyid|googleaccessid|key-pair-id|policy)$/i;

/** An address may carry what opens it: that is nobody else's business. */
function without(parameters: RegExp, text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  const names = new Set(url.searchParams.keys());
  for (const name of names) if (parameters.test(name)) url.searchParams.delete(name);
  return url.href;
}
