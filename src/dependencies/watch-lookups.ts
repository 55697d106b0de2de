import type { BigIntStats, Stats } from 'node:fs';
import fs from 'node:fs';
import { absent, errorState, noLink, statState } from './file-state.ts';
import type { FileWatch } from './file-watch.ts';
import { type AnyFunction, alike, patchFunction } from './patch-function.ts';
import { type Outcome, callback, promise, sync } from './watched-forms.ts';

/** Watches what is asked about files and folders without reading them. */
export function watchLookups(watch: FileWatch): void {
  const list: Outcome = (call, error, _value, args) => {
    if (error) watch.noteError(call, 'list', error);
    else if (args.some((arg) => (arg as { recursive?: boolean } | null)?.recursive)) watch.noteLists(call);
    else watch.noteList(call);
  };
  const outcomes: Readonly<Record<string, Outcome>> = {
    stat: (call, error, value) => {
      const state = value === undefined ? absent : statState(value as Stats | BigIntStats);
      watch.note(call, 'stat', error ? errorState(error) : state);
    },
    lstat: (call, error, value) => {
      if (error || value === undefined) watch.note(call, 'stat', error ? errorState(error) : absent);
      else if ((value as Stats).isSymbolicLink()) watch.noteNow(call, 'link');
      else {
        watch.note(call, 'link', noLink);
        watch.note(call, 'stat', statState(value as Stats));
      }
    },
    access: (call, error) => {
      // Access to an existing file may be refused for other reasons.
      const isGone = error !== undefined && errorState(error) === absent;
      if (isGone) watch.note(call, 'exists', absent);
      else watch.noteNow(call, 'exists');
    },
    readdir: list,
    opendir: list,
    readlink: (call, error) => {
      if (error && (error as NodeJS.ErrnoException).code !== 'EINVAL') watch.noteError(call, 'link', error);
      else watch.noteNow(call, 'link');
    },
    realpath: (call, error) => {
      if (error) watch.note(call, 'exists', errorState(error));
      else watch.noteNow(call, 'exists');
      watch.noteLinks(call);
    },
  };
  for (const [name, outcome] of Object.entries(outcomes)) {
    patchFunction(fs, `${name}Sync`, (original) => sync(watch, original, outcome));
    patchFunction(fs, name, (original) => callback(watch, original, outcome));
    patchFunction(fs.promises, name, (original) => promise(watch, original, outcome));
  }
  const exists: Outcome = (call, _error, value) => {
    if (value) watch.noteNow(call, 'exists');
    else watch.note(call, 'exists', absent);
  };
  patchFunction(fs, 'existsSync', (original) => sync(watch, original, exists));
  // Its callback is given no error.
  patchFunction(fs, 'exists', (original) =>
    callback(watch, original, (call, value) => exists(call, undefined, value, [])),
  );
  const realpath = outcomes['realpath']!;
  nativeOf(fs.realpathSync, (original) => sync(watch, original, realpath));
  nativeOf(fs.realpath, (original) => callback(watch, original, realpath));
}

/** Patches the `native` function of `realpath` or `realpathSync`. */
function nativeOf(realpath: { native: unknown }, make: (original: AnyFunction) => AnyFunction): void {
  const original = realpath.native as AnyFunction;
  realpath.native = alike(make(original), original);
}
