import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { digestOf } from '../values/digest.ts';
import type { FileWatch, WatchedCall } from './file-watch.ts';
import { type OpenMode, openMode, optionIn, useOf, withInherited } from './open-flags.ts';
import { originalFs } from './original-fs.ts';
import { type AnyFunction, patchFunction, withCallback } from './patch-function.ts';
import { afterWriting, beforeWriting } from './watch-writes.ts';
import { type WatchedForm, callback, promise, sync } from './watched-forms.ts';

/** Watches the functions that read files. */
export function watchReads(watch: FileWatch): void {
  patchFunction(fs, 'readFileSync', (original) => readFileSync(watch, original));
  patchFunction(fs, 'readFile', (original) => readFile(watch, original));
  patchFunction(fs.promises, 'readFile', (original) => readFilePromise(watch, original));
  patchFunction(fs, 'openSync', (original) => opening(watch, sync, original, (fd) => fd as number));
  patchFunction(fs, 'open', (original) => opening(watch, callback, original, (fd) => fd as number));
  patchFunction(fs.promises, 'open', (original) =>
    opening(watch, promise, original, (handle) => (handle as FileHandle).fd),
  );
  patchFunction(fs, 'openAsBlob', (original) =>
    sync(
      watch,
      original,
      (call) => watch.noteTree(call),
      undefined,
      0,
      () => 'content',
    ),
  );
  patchFunction(process, 'loadEnvFile', (original) => {
    const patched: AnyFunction = function loaded(this: unknown, ...args: unknown[]): unknown {
      const call = watch.call(args[0] ?? '.env', patched);
      if (call) watch.noteNow(call, 'content');
      return original.apply(this, args);
    };
    return patched;
  });
}

interface Reading {
  readonly call: WatchedCall;
  /** The arguments that make the function give bytes. */
  readonly args: readonly unknown[];
  readonly decode: (bytes: Buffer) => Buffer | string;
}

/** Starts to watch a read; undefined if the call isn't noted. */
function readingOf(watch: FileWatch, args: readonly unknown[], patched: AnyFunction): Reading | undefined {
  const call = watch.call(args[0], patched, 'content');
  if (!call) return undefined;
  const options = typeof args[1] === 'function' ? undefined : args[1];
  beforeWriting(watch, call, openMode(optionIn(options, 'flag')));
  const encoding = typeof options === 'string' ? options : optionIn(options, 'encoding');
  // What isn't an encoding is refused by the function itself.
  if (typeof encoding !== 'string' || !Buffer.isEncoding(encoding)) return { call, args, decode: (bytes) => bytes };
  const others = typeof options === 'object' ? withInherited(options as object) : {};
  return { call, args: args.with(1, { ...others, encoding: null }), decode: (bytes) => bytes.toString(encoding) };
}

function noteBytes(watch: FileWatch, call: WatchedCall, bytes: unknown): void {
  if (bytes instanceof Uint8Array) watch.note(call, 'content', digestOf(bytes));
  else watch.noteNow(call, 'content');
}

function readFileSync(watch: FileWatch, original: AnyFunction): AnyFunction {
  return function patched(this: unknown, ...args: unknown[]): unknown {
    const reading = readingOf(watch, args, patched);
    if (!reading) return original.apply(this, args);
    let bytes: Buffer;
    try {
      bytes = watch.quietly(() => original.apply(this, [...reading.args]));
    } catch (error) {
      watch.noteError(reading.call, 'content', error);
      throw error;
    }
    noteBytes(watch, reading.call, bytes);
    return reading.decode(bytes);
  };
}

function readFile(watch: FileWatch, original: AnyFunction): AnyFunction {
  return function patched(this: unknown, ...args: unknown[]): unknown {
    const reading = readingOf(watch, args, patched);
    const heard =
      reading &&
      withCallback(
        reading.args,
        (then) =>
          function ended(this: unknown, error: unknown, bytes: Buffer): unknown {
            if (error) {
              watch.noteError(reading.call, 'content', error);
              return then.call(this, error);
            }
            noteBytes(watch, reading.call, bytes);
            let value: Buffer | string;
            try {
              value = reading.decode(bytes);
            } catch (tooLong) {
              return then.call(this, tooLong);
            }
            return then.call(this, error, value);
          },
      );
    if (!heard) return original.apply(this, args);
    return watch.quietly(() => original.apply(this, heard));
  };
}

function readFilePromise(watch: FileWatch, original: AnyFunction): AnyFunction {
  return async function patched(this: unknown, ...args: unknown[]): Promise<unknown> {
    const reading = readingOf(watch, args, patched);
    if (!reading) return original.apply(this, args);
    let bytes: Buffer;
    try {
      bytes = await watch.quietly(() => original.apply(this, [...reading.args]));
    } catch (error) {
      watch.noteError(reading.call, 'content', error);
      throw error;
    }
    noteBytes(watch, reading.call, bytes);
    return reading.decode(bytes);
  };
}

/** Watches a function that opens a file: what is read of it isn't seen, so all of it counts. */
function opening(
  watch: FileWatch,
  form: WatchedForm,
  original: AnyFunction,
  fdOf: (opened: unknown) => number,
): AnyFunction {
  const modeOf = ([, flags]: readonly unknown[]): OpenMode => openMode(typeof flags === 'function' ? undefined : flags);
  return form(
    watch,
    original,
    (call, error, opened, args) => {
      const mode = modeOf(args);
      const reads = mode.reads && !mode.writes;
      if (error && reads) watch.noteError(call, 'content', error);
      if (error) return;
      if (reads) watch.noteOpened(call, originalFs.fstatSync(fdOf(opened), { bigint: true }));
      afterWriting(call, mode);
    },
    (call, args) => beforeWriting(watch, call, modeOf(args)),
    0,
    (args) => useOf(modeOf(args)),
  );
}
