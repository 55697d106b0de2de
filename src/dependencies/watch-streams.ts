import { createHash } from 'node:crypto';
import fs, { type BigIntStats } from 'node:fs';
import type { FileRead } from './file-read.ts';
import { finished } from './file-state.ts';
import type { FileWatch, WatchedCall } from './file-watch.ts';
import { optionIn, openMode, useOf, withInherited } from './open-flags.ts';
import { originalFs } from './original-fs.ts';
import type { AnyFunction } from './patch-function.ts';
import { afterWriting, beforeWriting } from './watch-writes.ts';

type StreamClass = AnyFunction & (new (...args: any[]) => object);

/** Watches the streams of files, whether they are made by `createReadStream` and `createWriteStream` or by `new`. */
export function watchStreams(watch: FileWatch): void {
  for (const name of ['ReadStream', 'FileReadStream']) watchClass(name, (args, made) => reading(watch, args, made));
  for (const name of ['WriteStream', 'FileWriteStream']) watchClass(name, (args, made) => writing(watch, args, made));
}

/** Watches a class of streams: `fs` makes its own streams with whatever class is there. */
function watchClass(name: string, argsOf: (args: unknown[], made: AnyFunction) => unknown[]): void {
  const classes = fs as unknown as Record<string, StreamClass>;
  const original = classes[name]!;
  const construct = (target: StreamClass, args: unknown[], newTarget: Function): object =>
    Reflect.construct(target, argsOf(args, construct), newTarget === made ? target : newTarget);
  // A call without `new` makes a stream too, unless it is a subclass calling its base.
  const apply = (target: StreamClass, self: unknown, args: unknown[]): unknown =>
    Reflect.apply(target, self, argsOf(args, apply));
  const made: StreamClass = new Proxy(original, { construct, apply });
  classes[name] = made;
}

function reading(watch: FileWatch, args: unknown[], made: AnyFunction): unknown[] {
  const options = typeof args[1] === 'string' ? { encoding: args[1] } : (args[1] ?? {});
  if (typeof options !== 'object' || !isPlain(options)) return args;
  const mode = openMode(optionIn(options, 'flags'));
  const call = watch.call(args[0], made, useOf(mode));
  if (!call) return args;
  beforeWriting(watch, call, mode);
  const { start, end } = options as { start?: number; end?: number };
  const isWhole = (start ?? 0) === 0 && (end ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY;
  return [
    args[0],
    { ...withInherited(options), fs: mode.writes ? fs : readerFor(watch, call, isWhole) },
    ...args.slice(2),
  ];
}

function writing(watch: FileWatch, args: unknown[], made: AnyFunction): unknown[] {
  const mode = openMode(optionIn(args[1], 'flags'), 'w');
  const call = watch.call(args[0], made, useOf(mode));
  if (!call) return args;
  beforeWriting(watch, call, mode);
  afterWriting(call, mode);
  return args;
}

/**
 * Tells whether a stream opens and reads its file itself. If it is given an open file, or its own way to read, that is
 * where the read is noted.
 */
const isPlain = (options: object): boolean => {
  const { fd, fs: own } = options as { fd?: unknown; fs?: unknown };
  return (fd === undefined || fd === null) && (own === undefined || own === null);
};

type OpenCallback = (error: Error | null, fd: number) => void;
type ReadCallback = (error: Error | null, count: number, buffer: Buffer) => void;

/** Functions for one stream, which digest what it reads. */
function readerFor(watch: FileWatch, call: WatchedCall, isWhole: boolean): object {
  const hash = createHash('sha256');
  const at = Date.now();
  let opened: { readonly read: FileRead; readonly stat: BigIntStats } | undefined;
  return {
    open(path: string, flags: string, mode: number, then: OpenCallback) {
      const done: OpenCallback = (error, fd) => {
        if (error) watch.noteError(call, 'content', error);
        else {
          const stat = originalFs.fstatSync(fd, { bigint: true });
          opened = { stat, read: watch.noteOpened(call, stat) };
        }
        then(error, fd);
      };
      watch.quietly(() => fs.open(path, flags, mode, done));
    },
    read(fd: number, buffer: Buffer, offset: number, length: number, position: number | null, then: ReadCallback) {
      if (!isWhole || !opened) return fs.read(fd, buffer, offset, length, position, then);
      const { read, stat } = opened;
      return fs.read(fd, buffer, offset, length, position, (error, count, filled) => {
        if (!error && count > 0) hash.update(filled.subarray(offset, offset + count));
        else if (!error) {
          watch.noteRead(read, { fd, stat, at, digest: finished(hash) });
          opened = undefined;
        }
        then(error, count, filled);
      });
    },
    close: fs.close,
  };
}
