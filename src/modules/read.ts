import { isUtf8 } from 'node:buffer';
import { type Stats, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { type Goal, bare } from './code-identity.ts';
import { TransformCache, type Entry } from './cache.ts';
import { isJavaScript, isTypeScript } from './candidates.ts';
import { compile } from './compile.ts';
import { compiledSource } from './compiled-source.ts';
import { dataSummary } from './analysis/summarize.ts';
import { describe } from './imports.ts';
import { packageOf } from './packages.ts';
import { type ModuleText, firstText } from './snapshot.ts';
import { settingsFor, transformerVersion } from './transform.ts';
import { tsconfigOf } from './tsconfig.ts';

/** A file as it was just before this process read it. */
export type FileStamp = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'ino'> & { readonly digest: string };

let cache: TransformCache | undefined;
const stamps = new Map<string, FileStamp>();
/** Files that are loaded from the text that this process has read. */
const loaded = new Set<string>();
/** The time at which this process started, in milliseconds since the epoch. */
const processStart = Date.now() - process.uptime() * 1000;

/** Keeps transformed modules in that folder from now on. */
export function cacheIn(folder: string): void {
  cache = new TransformCache(folder);
}

/** The file, its JavaScript and its imports; read once per process. */
export const readModule = (file: string): ModuleText => firstText(file, () => read(file));

/** The files that this process has read itself. */
export const fileStamps: ReadonlyMap<string, FileStamp> = stamps;

/** Remembers that Clew's hooks load a file. */
export const noteLoaded = (file: string): void => void loaded.add(file);
export const isLoadedByClew = (file: string): boolean => loaded.has(file);

/** Tells whether a file was changed after this process started. */
export const isYounger = ({ ctimeMs }: Pick<Stats, 'ctimeMs'>): boolean => ctimeMs > processStart;

/** Whether the file holds the source of that digest, to the letter: told without compiling anything. */
export const isSameText = (file: string, digest: string): boolean => digestOf(sourceIn(readFileSync(file))) === digest;

const sourceIn = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');

function read(file: string): ModuleText {
  // An edit between the two is seen as one that came after both.
  const stat = statSync(file);
  const loadedText = compiledBefore(file, stat);
  const bytes = loadedText ?? readFileSync(file);
  const text = bytes.toString('utf8');
  const source = sourceIn(bytes);
  const digest = digestOf(source);
  stamps.set(file, stampOf(stat, digest, loadedText !== undefined));
  if (isTypeScript(file)) return { source, digest, ...compiled(file, text, digest) };
  if (isJavaScript(file)) return { source, digest, ...asItIs(file, text, digest) };
  return { source, digest, code: null, identity: digest, imports: [], esm: false, summary: dataSummary(digest) };
}

/** Gives the text of a file that may have been edited after Node loaded it and before Clew's hooks were there. */
function compiledBefore(file: string, stat: Stats): Buffer | undefined {
  if (loaded.has(file) || !isYounger(stat) || !isJavaScript(file)) return undefined;
  const source = compiledSource(file);
  return typeof source === 'string' ? Buffer.from(source) : undefined;
}

/** Milliseconds in which a second edit may leave a file with the same times. */
const tick = 50;

/** Gives a file's stamp, without times where they tell nothing: then the file is compared by its text. */
function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats, digest: string, mayDiffer: boolean): FileStamp {
  const isVague = mayDiffer || Date.now() - mtimeMs < tick;
  return { size, ino, ctimeMs, digest, mtimeMs: isVague ? Number.NaN : mtimeMs };
}

/** The bytes of a file whose {@link ModuleText.source} is known: base64 stands for what is no text. */
export function bytesOf(source: string): Uint8Array {
  const bytes = Buffer.from(source, 'base64');
  return bytes.length > 0 && !isUtf8(bytes) && bytes.toString('base64') === source ? bytes : Buffer.from(source);
}

/** Gives a source as the text of JavaScript or JSON, as Node would read it. */
export const textOf = (source: string): string =>
  Buffer.from(bytesOf(source))
    .toString()
    .replace(/^\uFEFF/, '');

function compiled(file: string, text: string, digest: string): Entry {
  const settings = settingsFor(file, tsconfigOf(file).emit, goalOf(file) === 'module');
  return cached(['ts', digest, settings, transformerVersion()], () => compile(file, text, settings));
}

function asItIs(file: string, text: string, digest: string): Entry {
  const goal = goalOf(file);
  return cached(['js', digest, goal], () => {
    const { identity, code, parsed } = bare(text, goal);
    const parsedAs = parsed?.sourceType;
    const esm =
      goal === 'module' || (goal === 'either' && (parsedAs === 'module' || (!parsedAs && looksLikeModule(code))));
    return { code: null, identity, ...describe(text, parsed), esm };
  });
}

/** Guesses, as Node does, at code that can't be parsed; Node then reports the error. */
const looksLikeModule = (code: string): boolean => /^\s*(?:import|export)\b/m.test(code);

/** By Node's rules; the syntax of TypeScript says more than its extension where that says CommonJS. */
function goalOf(file: string): Goal {
  const extension = extname(file);
  if (extension === '.mjs' || extension === '.mts') return 'module';
  if (extension === '.cjs') return 'commonjs';
  if (extension === '.cts') return 'either';
  return packageOf(file)?.type ?? 'either';
}

function cached(parts: readonly unknown[], make: () => Entry): Entry {
  const key = TransformCache.key(...parts);
  const known = cache?.get(key);
  if (known) return known;
  const entry = make();
  cache?.put(key, entry);
  return entry;
}
