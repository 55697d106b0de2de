import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { TransformCache, type Entry } from './cache.ts';
import { isJavaScript, isTypeScript } from './candidates.ts';
import { lex } from './imports.ts';
import { packageOf } from './packages.ts';
import { settingsFor, transform, transformerVersion } from './transform.ts';
import { tsconfigOf } from './tsconfig.ts';

/** One file of a project as this process saw it first: what runs and what its identity is made of are the same text. */
export interface ModuleText extends Entry {
  readonly source: string;
  readonly digest: string;
}

let cache: TransformCache | undefined;
const texts = new Map<string, ModuleText>();

/** Keeps transformed modules in that folder from now on. */
export function cacheIn(folder: string): void {
  cache = new TransformCache(folder);
}

/** The file, its JavaScript and its imports; read once per process. */
export function readModule(file: string): ModuleText {
  let known = texts.get(file);
  if (!known) texts.set(file, (known = read(file)));
  return known;
}

function read(file: string): ModuleText {
  const bytes = readFileSync(file);
  const source = isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('base64');
  const digest = digestOf(source);
  if (isTypeScript(file)) return { source, digest, ...compile(file, source, digest) };
  if (isJavaScript(file)) return { source, digest, ...cached(['js', digest], () => ({ code: null, ...lex(source) })) };
  return { source, digest, code: null, imports: [], asked: [], esm: false };
}

/** The bytes of a file whose {@link ModuleText.source} is known: base64 stands for what is no text. */
export function bytesOf(source: string): Uint8Array {
  const bytes = Buffer.from(source, 'base64');
  return bytes.length > 0 && !isUtf8(bytes) && bytes.toString('base64') === source ? bytes : Buffer.from(source);
}

function compile(file: string, source: string, digest: string): Entry {
  const extension = extname(file);
  const module = extension === '.mts' || (extension !== '.cts' && packageOf(file)?.type === 'module');
  const settings = settingsFor(file, tsconfigOf(file).emit, module);
  return cached(['ts', digest, settings, transformerVersion()], () => {
    const code = transform(file, source, settings);
    const { esm, ...lexed } = lex(code);
    return { code, ...lexed, esm: module || esm };
  });
}

function cached(parts: readonly unknown[], make: () => Entry): Entry {
  const key = TransformCache.key(...parts);
  const known = cache?.get(key);
  if (known) return known;
  const entry = make();
  cache?.put(key, entry);
  return entry;
}
