import { isAbsolute, sep } from 'node:path';
import { isInNodeModules, isOwnFile } from '../modules/own-package.ts';
import { pathOfUrl } from '../modules/resolve.ts';

/** A place in a project file: 1-based, of the JavaScript that runs. */
export interface FilePlace {
  readonly kind: 'file';
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The place of a call: in a project file, or in a package. */
export type CallSite =
  | FilePlace
  | { readonly kind: 'package'; readonly folder: string }
  /** A callback that was handed to Node itself: no frame tells its place. */
  | { readonly kind: 'unknown' };

/** The frames that a call came through, as much of them as is needed. */
export interface Callers {
  /** The place of the call; undefined if Clew itself called. */
  readonly site: CallSite | undefined;
  /** True if a part of Node made the call on its own behalf: streams, the loader, copying and removing folders. */
  readonly isInternal: boolean;
  /** True if Node is looking for the files that match a pattern. */
  readonly isGlob: boolean;
  /** Places in project files whose frames have no function name: each may be the top level of a module. */
  readonly unnamed: readonly FilePlace[];
  /** True if there are callers beyond the frames that were looked at. */
  readonly isCut: boolean;
}

type Script =
  | { readonly kind: 'internal' | 'own' | 'none' }
  | { readonly kind: 'file' | 'package'; readonly path: string };

const scripts = new Map<string, Script>();
/** Scripts with queries in their addresses may never end. */
const maxScripts = 20_000;

/** Most calls come from where they are wanted; each frame costs. */
const shallow = 1;
const deep = 24;
const unknownSite: CallSite = { kind: 'unknown' };

/**
 * Gives the callers of a function, without the function itself. `whole`: beyond the site too. `near`: the number of
 * frames to look at first.
 */
export function callersOf(called: Function, whole: boolean, near = shallow): Callers {
  let frames = capture(called, whole ? deep : near);
  let found = frames.find(isOutside);
  if (!found && frames.length === near) found = (frames = capture(called, deep)).find(isOutside);
  const isInternal = /^node:internal\/(fs\/(streams|rimraf|cp\/)|modules\/)/.test(frames[0]?.getFileName() ?? '');
  const isGlob = frames[0] !== found && frames.some((frame) => frame.getFileName() === 'node:internal/fs/glob');
  // Our function that replaces Node's.
  if (isGlob && found && scriptOf(found).kind === 'own')
    found = frames.slice(frames.indexOf(found) + 1).find(isOutside);
  const unnamed = whole ? frames.flatMap((frame) => (frame.getFunctionName() ? [] : (placeOf(frame) ?? []))) : [];
  return {
    site: found ? siteOf(found) : unknownSite,
    isInternal,
    isGlob,
    unnamed,
    isCut: whole && frames.length === deep,
  };
}

/**
 * Captures V8's own frames, which give places in the JavaScript that runs; those of `util.getCallSites` cost twice as
 * much.
 */
function capture(called: Function, limit: number): NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = limit;
  Error.prepareStackTrace = asTheyAre;
  Error.captureStackTrace(holder, called);
  const { stack } = holder;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  return Array.isArray(stack) ? stack : [];
}

const asTheyAre = (_: Error, frames: NodeJS.CallSite[]): unknown => frames;

function isOutside(frame: NodeJS.CallSite): boolean {
  const { kind } = scriptOf(frame);
  return kind !== 'internal' && kind !== 'none';
}

function siteOf(frame: NodeJS.CallSite): CallSite | undefined {
  const script = scriptOf(frame);
  return script.kind === 'package' ? { kind: 'package', folder: script.path } : placeOf(frame);
}

/** Gives a frame's place in a project file; undefined if it isn't in one. */
function placeOf(frame: NodeJS.CallSite): FilePlace | undefined {
  const script = scriptOf(frame);
  if (script.kind !== 'file') return undefined;
  return { kind: 'file', file: script.path, line: frame.getLineNumber() ?? 0, column: frame.getColumnNumber() ?? 0 };
}

function scriptOf(frame: NodeJS.CallSite): Script {
  const name = frame.getFileName() ?? '';
  let script = scripts.get(name);
  if (!script) {
    if (scripts.size >= maxScripts) scripts.clear();
    scripts.set(name, (script = classify(name)));
  }
  return script;
}

function classify(name: string): Script {
  if (name.startsWith('node:')) return { kind: 'internal' };
  const path = pathOfScript(name);
  if (path === undefined || !isAbsolute(path)) return { kind: 'none' };
  if (isOwnFile(path)) return { kind: 'own' };
  return isInNodeModules(path) ? { kind: 'package', path: packageFolderOf(path) } : { kind: 'file', path };
}

function pathOfScript(name: string): string | undefined {
  try {
    return name.startsWith('file:') ? pathOfUrl(name) : name;
  } catch {
    return undefined;
  }
}

/** Gives the folder of the installed package that a file belongs to. */
export function packageFolderOf(file: string): string {
  const store = `${sep}node_modules${sep}`;
  const start = file.lastIndexOf(store) + store.length;
  const [scope, name] = file.slice(start).split(sep, 2) as [string, string | undefined];
  return file.slice(0, start) + (scope.startsWith('@') && name !== undefined ? scope + sep + name : scope);
}
