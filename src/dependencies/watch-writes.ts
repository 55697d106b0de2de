import fs from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type FileWatch, type WatchedCall, absolutePath } from './file-watch.ts';
import { type OpenMode, openMode, optionIn, useOf } from './open-flags.ts';
import { originalFs } from './original-fs.ts';
import { patchFunction } from './patch-function.ts';
import { type Before, type Outcome, type UseOf, type WatchedForm, callback, promise, sync } from './watched-forms.ts';

/** Prepares for a write. Call it before a file is opened, or written as a whole. */
export function beforeWriting(watch: FileWatch, call: WatchedCall, mode: OpenMode): void {
  if (!mode.writes) return;
  // Code that opened it earlier read the old content.
  watch.log.settle(call.path);
  if (mode.empties) return;
  if (mode.appends && !mode.reads) {
    const size = originalFs.statSync(call.path, { throwIfNoEntry: false })?.size ?? null;
    call.run?.writes.append(call.path, size);
  } else watch.noteNow(call, 'content');
}

export function afterWriting(call: WatchedCall, mode: OpenMode): void {
  if (mode.writes && (!mode.appends || mode.reads)) call.run?.writes.add(call.path);
}

/** Watches what changes files and folders: what a run has written itself, it doesn't depend on. */
export function watchWrites(watch: FileWatch): void {
  const all = (name: string, outcome: Outcome, before?: Before, at = 0, use: UseOf = writes): void => {
    const make = (form: WatchedForm) => (original: Parameters<WatchedForm>[1]) =>
      form(watch, original, outcome, before, at, use);
    patchFunction(fs, `${name}Sync`, make(sync));
    patchFunction(fs, name, make(callback));
    patchFunction(fs.promises, name, make(promise));
  };
  const settle: Before = ({ path }) => {
    watch.log.settle(path);
    watch.log.settleIn(path + sep);
  };
  const written: Outcome = (call, error) => {
    if (!error) call.run?.writes.add(call.path);
  };

  for (const [name, byDefault] of [
    ['writeFile', 'w'],
    ['appendFile', 'a'],
  ] as const) {
    const modeOf = (args: readonly unknown[]): OpenMode => openMode(optionIn(args[2], 'flag'), byDefault);
    all(
      name,
      (call, error, _value, args) => {
        if (!error) afterWriting(call, modeOf(args));
      },
      (call, args) => beforeWriting(watch, call, modeOf(args)),
      0,
      (args) => useOf(modeOf(args)),
    );
  }
  for (const name of ['truncate', 'rm', 'unlink', 'rmdir']) all(name, written, settle);
  // Files read through links are not the run's own, even if the links are.
  const linked: Outcome = (call, error) => {
    if (!error) call.run?.writes.addLink(call.path);
  };
  for (const name of ['symlink', 'link']) all(name, linked, settle, 1, looks);
  all('mkdir', (call, error, value, args) => {
    if (error) return;
    const isRecursive = (args[1] as { recursive?: boolean } | null | undefined)?.recursive === true;
    // The function returns the first of several created folders; undefined if all existed.
    const made = isRecursive ? absolutePath(value) : call.path;
    if (made !== undefined) madeFolder(watch, call, made);
  });
  all('mkdtemp', (call, error, value) => {
    const made = error ? undefined : absolutePath(value);
    if (made !== undefined) call.run?.writes.add(made);
  });
  all('rename', moved, taking(watch), 0, looks);
  all('copyFile', copied, taking(watch), 0, looks);
  all('cp', copied, taking(watch), 0, looks);
}

const writes: UseOf = () => 'write';
const looks: UseOf = () => 'look';

function madeFolder({ log }: FileWatch, { path, run }: WatchedCall, made: string): void {
  if (!run) return;
  run.writes.add(made);
  const paths = new Set([path]);
  for (let at = path; at !== made && dirname(at) !== at;) paths.add((at = dirname(at)));
  if (run.forgetAbsent(paths)) log.version++;
}

/** Notes the files that are copied or moved as read: they will be found under another name. */
const taking =
  (watch: FileWatch): Before =>
  (call, args) => {
    watch.noteTree(call);
    const to = absolutePath(args[1]);
    for (const path of [call.path, to]) {
      if (path === undefined) continue;
      watch.log.settle(path);
      watch.log.settleIn(path + sep);
    }
    if (to !== undefined && isFolder(to)) mergedInto.set(call, filesIn(call.path));
  };

/** The files that a call copies into an existing folder, relative to it. */
const mergedInto = new WeakMap<WatchedCall, readonly string[]>();

const copied: Outcome = (call, error, _value, args) => {
  const to = absolutePath(args[1]);
  if (error || to === undefined) return;
  const files = mergedInto.get(call);
  if (!files) call.run?.writes.add(to);
  else for (const file of files) call.run?.writes.add(join(to, file));
};

const moved: Outcome = (call, error, _value, args) => {
  const to = absolutePath(args[1]);
  if (error || to === undefined) return;
  call.run?.writes.add(call.path);
  call.run?.writes.add(to);
};

const isFolder = (path: string): boolean =>
  originalFs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function filesIn(path: string): string[] {
  if (!isFolder(path)) return [];
  const entries = originalFs.readdirSync(path, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [relative(path, join(entry.parentPath, entry.name))] : []));
}
