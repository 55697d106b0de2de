import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { type Goal, bare } from './bare.ts';
import { TransformCache, type Entry } from './cache.ts';
import { isJavaScript, isTypeScript } from './candidates.ts';
import { compile } from './compile.ts';
import { lex } from './imports.ts';
import { packageOf } from './packages.ts';
import { settingsFor, transformerVersion } from './transform.ts';
import { tsconfigOf } from './tsconfig.ts';

/** One file of a project as this process saw it first: what runs and what its identity is made of are the same text. */
export interface ModuleText extends Entry {
  readonly source: string;
  /** Of the source, to the letter. */
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

/** Whether the file holds the source of that digest, to the letter: told without compiling anything. */
export const isSameText = (file: string, digest: string): boolean => digestOf(sourceIn(readFileSync(file))) === digest;

const sourceIn = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');

function read(file: string): ModuleText {
  const bytes = readFileSync(file);
  const text = bytes.toString('utf8');
  const source = sourceIn(bytes);
  const digest = digestOf(source);
  if (isTypeScript(file)) return { source, digest, ...compiled(file, text, digest) };
  if (isJavaScript(file)) return { source, digest, ...asItIs(file, text, digest) };
  return { source, digest, code: null, identity: digest, imports: [], asked: [], esm: false };
}

/** The bytes of a file whose {@link ModuleText.source} is known: base64 stands for what is no text. */
export function bytesOf(source: string): Uint8Array {
  const bytes = Buffer.from(source, 'base64');
  return bytes.length > 0 && !isUtf8(bytes) && bytes.toString('base64') === source ? bytes : Buffer.from(source);
}

function compiled(file: string, text: string, digest: string): Entry {
  const settings = settingsFor(file, tsconfigOf(file).emit, goalOf(file) === 'module');
  return cached(['ts', digest, settings, transformerVersion()], () => compile(file, text, settings));
}

function asItIs(file: string, text: string, digest: string): Entry {
  const goal = goalOf(file);
  return cached(['js', digest, goal], () => {
    const { identity, code } = bare(text, goal);
    return { code: null, identity, ...lex(code) };
  });
}

/** By Node's rules; the syntax of TypeScript says more than its extension where that says CommonJS. */
function goalOf(file: string): Goal {
  const extension = extname(file);
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (extension === '.cjs') return 'commonjs';
  if (extension === '.cts') return 'either';
  return packageOf(file)?.type === 'module' ? 'module' : 'either';
}

function cached(parts: readonly unknown[], make: () => Entry): Entry {
  const key = TransformCache.key(...parts);
  const known = cache?.get(key);
  if (known) return known;
  const entry = make();
  cache?.put(key, entry);
  return entry;
}
