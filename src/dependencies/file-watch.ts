import type { BigIntStats } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLoading } from '../modules/module-listener.ts';
import { isInNodeModules, isOwnFile } from '../modules/own-package.ts';
import { type CallSite, type Callers, callersOf, packageFolderOf } from './call-site.ts';
import type { FileKind } from './dependencies.ts';
import { stampOf } from './digest-cache.ts';
import { FileRead } from './file-read.ts';
import {
  type PathKind,
  absent,
  changedNs,
  digestOfOpen,
  errorState,
  fileState,
  listState,
  noLink,
} from './file-state.ts';
import { originalFs, workingFolder } from './original-fs.ts';
import type { AnyFunction } from './patch-function.ts';
import type { ProcessLog } from './process-log.ts';
import { type RunNotes, currentRun, isUnobserved } from './run-notes.ts';

/** A call about a path that is a dependency. */
export interface WatchedCall {
  readonly path: string;
  readonly site: CallSite;
  readonly callers: Callers;
  readonly run: RunNotes | undefined;
}

/**
 * The use made of a file: its content (which counts with the package where the file is installed), a look at whether it
 * is there, or a write, whatever it held before.
 */
export type FileUse = 'content' | 'look' | 'write';

/** A file that was read from its beginning to its end. */
export interface WholeRead {
  readonly fd: number;
  /** The file's stat when it was opened, and that time in milliseconds. */
  readonly stat: BigIntStats;
  readonly at: number;
  readonly digest: string;
}

/** Decides which calls of `fs` are noted, and notes them. */
export class FileWatch {
  readonly log: ProcessLog;
  #quiet = 0;

  constructor(log: ProcessLog) {
    this.log = log;
  }

  /**
   * Starts to watch a call; undefined if the call doesn't count: the file is no dependency, or the call is Clew's or
   * Node's own.
   */
  call(path: unknown, called: AnyFunction, use: FileUse = 'look'): WatchedCall | undefined {
    if (this.#quiet > 0 || isLoading() || isUnobserved()) return undefined;
    const given = pathIn(path);
    if (given === undefined) return undefined;
    const isRelative = use !== 'write' && !isAbsolute(given);
    const absolute = resolve(workingFolder(), given);
    const isIncluded = this.log.includes(absolute);
    const isInstalled = use === 'content' && !isIncluded && isPackageFile(absolute);
    if (!isIncluded && !isRelative && !isInstalled) return undefined;
    const call = this.#calledBy(called, absolute);
    if (call && isRelative && !call.callers.isGlob) this.#add(call, this.log.folder);
    if (call && isInstalled) {
      this.log.graph.addData(absolute, call.site);
      call.run?.addData(absolute);
    }
    return isIncluded ? call : undefined;
  }

  /** Like {@link call}, of something that is about no path. */
  callAnywhere(called: AnyFunction): WatchedCall | undefined {
    return this.#quiet > 0 || isUnobserved() ? undefined : this.#calledBy(called, '');
  }

  /** Notes that somebody has asked for the working directory. */
  noteFolder(called: AnyFunction): void {
    if (this.#quiet > 0 || isLoading() || isUnobserved()) return;
    const { folder } = this.log;
    // Functions like `path.resolve` come between.
    const call = this.#calledBy(called, folder.path, 2);
    if (call && !call.callers.isGlob) this.#add(call, folder);
  }

  #calledBy(called: AnyFunction, path: string, near?: number): WatchedCall | undefined {
    const run = currentRun();
    const callers = callersOf(called, run !== undefined && this.log.graph.loadedInRuns.size > 0, near);
    return callers.site && !callers.isInternal ? { path, site: callers.site, callers, run } : undefined;
  }

  /** Does work whose calls of `fs` are part of one that is noted already. */
  quietly<T>(work: () => T): T {
    this.#quiet++;
    try {
      return work();
    } finally {
      this.#quiet--;
    }
  }

  note(call: WatchedCall, kind: FileKind, state: string): void {
    this.#add(call, FileRead.of(kind, call.path, this.#stateBefore(call, kind) ?? state));
  }

  /** Notes the state that is on disk now. */
  noteNow(call: WatchedCall, kind: PathKind): void {
    this.note(call, kind, fileState(kind, call.path, this.log.digests));
  }

  noteError(call: WatchedCall, kind: FileKind, error: unknown): void {
    this.note(call, kind, errorState(error));
  }

  /** Notes a file that may be read in pieces from now on; `stat` is of what was opened. */
  noteOpened(call: WatchedCall, stat: BigIntStats): FileRead {
    const before = this.#stateBefore(call, 'content');
    const read =
      before === undefined ? FileRead.opened(call.path, stampOf(stat)) : FileRead.of('content', call.path, before);
    this.#add(call, read);
    return read;
  }

  /** Notes that an open file was read to its end: nobody has to read it again. */
  noteRead(read: FileRead, { fd, stat, at, digest }: WholeRead): void {
    read.digested(digest);
    const stamp = stampOf(stat);
    if (stampOf(originalFs.fstatSync(fd, { bigint: true })) !== stamp) return;
    this.log.digests.set(read.path, stamp, digest, { changedNs: changedNs(stat), at });
  }

  /** Notes the content of a file, or of all files of a folder. */
  noteTree(call: WatchedCall): void {
    try {
      const stat = originalFs.statSync(call.path, { bigint: true });
      if (stat.isFile()) this.noteOpened(call, stat);
      else if (stat.isDirectory()) for (const inner of this.noteList(call)) this.noteTree({ ...call, path: inner });
      else this.noteNow(call, 'content');
    } catch (error) {
      this.noteError(call, 'content', error);
    }
  }

  /** Notes the names in a folder; gives the paths of those that are dependencies. */
  noteList(call: WatchedCall): string[] {
    try {
      const entries = originalFs.readdirSync(call.path, { withFileTypes: true });
      this.note(call, 'list', listState(entries));
      return entries.map(({ name }) => resolve(call.path, name)).filter((path) => this.log.includes(path));
    } catch (error) {
      this.noteError(call, 'list', error);
      return [];
    }
  }

  /** Does the same as {@link noteList} for all folders inside it as well. */
  noteLists(call: WatchedCall): void {
    for (const path of this.noteList(call)) {
      if (originalFs.lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) this.noteLists({ ...call, path });
    }
  }

  /** Notes each link on the way to a path. */
  noteLinks(call: WatchedCall): void {
    for (const path of waysTo(call.path)) {
      if (!this.log.includes(path)) continue;
      const target = fileState('link', path, this.log.digests);
      if (target !== noLink && target !== absent) this.note({ ...call, path }, 'link', target);
    }
  }

  /** Notes that a module is started as a program of its own. */
  noteProgram(call: WatchedCall): void {
    this.#add(call, FileRead.program(call.path));
  }

  /** Notes that a file isn't there; where it is there at the end of a run, it was made by what the run had started. */
  noteUnlessMade(call: WatchedCall): void {
    this.#add(call, FileRead.absentUnlessMade(call.path));
  }

  #add({ site, callers, run }: WatchedCall, read: FileRead): void {
    this.log.add(read, site, callers, run);
  }

  /** Gives the state of a file before the run appended to it; undefined if the run appended nothing. */
  #stateBefore({ path, run }: WatchedCall, kind: FileKind): string | undefined {
    const size = kind === 'content' ? run?.writes.sizeBefore(path) : undefined;
    if (size === undefined || size === null) return size === null ? absent : undefined;
    try {
      const fd = originalFs.openSync(path, 'r');
      try {
        return digestOfOpen(fd, size, size);
      } finally {
        originalFs.closeSync(fd);
      }
    } catch (error) {
      return errorState(error);
    }
  }
}

/**
 * Gives the absolute path that an argument means to `fs`; undefined for file descriptors, and for what `fs` will
 * refuse.
 */
export function absolutePath(argument: unknown): string | undefined {
  const path = pathIn(argument);
  return path === undefined ? undefined : resolve(workingFolder(), path);
}

function pathIn(argument: unknown): string | undefined {
  try {
    if (typeof argument === 'string') return argument === '' ? undefined : argument;
    if (argument instanceof Uint8Array) return Buffer.from(argument).toString();
    return argument instanceof URL ? fileURLToPath(argument) : undefined;
  } catch {
    return undefined;
  }
}

/** Tools keep what they like in `node_modules/.cache`. */
const isPackageFile = (path: string): boolean =>
  isInNodeModules(path) && !isOwnFile(path) && !packageFolderOf(path).endsWith('.cache');

function* waysTo(path: string): Generator<string> {
  const above = resolve(path, '..');
  if (above === path) return;
  yield* waysTo(above);
  yield path;
}
