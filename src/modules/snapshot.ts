import { realpathSync } from 'node:fs';
import type { Entry } from './cache.ts';

/** One file of a project as this process saw it first: what runs and what its identity is made of are the same text. */
export interface ModuleText extends Entry {
  readonly source: string;
  /** The digest of the source, to the letter. */
  readonly digest: string;
}

/** The project files of a program as one process saw them first: plain data, to be sent to another process. */
export interface Snapshot {
  /** Texts by absolute path. */
  readonly texts: ReadonlyMap<string, ModuleText>;
  /** The files that specifiers stand for, by {@link resolutionKey}. */
  readonly resolutions: ReadonlyMap<string, string>;
}

const texts = new Map<string, ModuleText>();
const resolutions = new Map<string, string>();

/** Gives everything that this process has seen so far. */
export const takeSnapshot = (): Snapshot => ({ texts, resolutions });

/** Makes this process see what another one saw. What it has seen itself before stays as it is. */
export function applySnapshot(snapshot: Snapshot): void {
  for (const [file, text] of snapshot.texts) if (!texts.has(file)) texts.set(file, text);
  for (const [key, file] of snapshot.resolutions) if (!resolutions.has(key)) resolutions.set(key, file);
}

/** Tells whether this process has a file's text, even if the file has been deleted since. */
export const hasText = (file: string): boolean => texts.has(file);

/** Gives the text of a file as this process saw it first; `read` makes it on first use. */
export function firstText(file: string, read: () => ModuleText): ModuleText {
  let text = texts.get(file);
  if (!text) texts.set(file, (text = read()));
  return text;
}

/** Gives the file that a specifier stood for at first, with links followed; `find` is called until it finds one. */
export function firstResolution(
  specifier: string,
  importer: string,
  find: () => string | undefined,
): string | undefined {
  const key = resolutionKey(specifier, importer);
  const known = resolutions.get(key);
  if (known !== undefined) return known;
  const found = find();
  if (found === undefined) return undefined;
  const file = realPathOf(found);
  resolutions.set(key, file);
  return file;
}

/**
 * Gives the project file that Node found at first for a specifier that is no path; `kind` because packages may tell
 * them apart.
 */
export const nodeResolution = (kind: ResolutionKind, specifier: string, importer: string): string | undefined =>
  resolutions.get(resolutionKey(`${kind} ${specifier}`, importer));

/** Remembers what {@link nodeResolution} is to answer. */
export function noteNodeResolution(kind: ResolutionKind, specifier: string, importer: string, file: string): void {
  resolutions.set(resolutionKey(`${kind} ${specifier}`, importer), file);
}

export type ResolutionKind = 'import' | 'require';

/** Gives the path with links followed. Texts are kept by such paths, so a text's file may be gone. */
export const realPathOf = (path: string): string => (texts.has(path) ? path : realpathSync(path));

const resolutionKey = (specifier: string, importer: string): string => `${importer}\0${specifier}`;
