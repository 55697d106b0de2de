import { constants } from 'node:fs';
import type { FileUse } from './file-watch.ts';

/** The operations that a file's open flags allow. */
export interface OpenMode {
  readonly reads: boolean;
  readonly writes: boolean;
  /** True if opening discards the previous content. */
  readonly empties: boolean;
  readonly appends: boolean;
}

/** Reads flags as `fs.open` does; undefined stands for the default. */
export function openMode(flags: unknown, byDefault = 'r'): OpenMode {
  if (typeof flags === 'number') {
    const access = flags & (constants.O_RDONLY | constants.O_WRONLY | constants.O_RDWR);
    return {
      reads: access !== constants.O_WRONLY,
      writes: access !== constants.O_RDONLY,
      empties: (flags & constants.O_TRUNC) !== 0,
      appends: (flags & constants.O_APPEND) !== 0,
    };
  }
  const text = typeof flags === 'string' ? flags : byDefault;
  const isUpdate = text.includes('+');
  return {
    reads: text.includes('r') || isUpdate,
    writes: !text.includes('r') || isUpdate,
    empties: text.includes('w'),
    appends: text.includes('a'),
  };
}

/** Gives the use of a file that is opened in a mode. */
export function useOf({ reads, writes }: OpenMode): FileUse {
  if (!reads) return 'write';
  return writes ? 'look' : 'content';
}

/** Gives one of a function's options; undefined if they don't include it. */
export function optionIn(options: unknown, name: string): unknown {
  return typeof options === 'object' && options !== null ? (options as Record<string, unknown>)[name] : undefined;
}

/** Copies options together with those that they inherit, which `fs` accepts as well. */
export function withInherited(options: object): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  // oxlint-disable-next-line guard-for-in -- the functions take inherited options as well
  for (const name in options) all[name] = (options as Record<string, unknown>)[name];
  return all;
}
