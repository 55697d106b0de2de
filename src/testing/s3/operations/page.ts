import type { SortedKeys } from '../store/sorted-keys.ts';

/** One page of a list: keys, and what stands for many of them. */
export interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  readonly isTruncated: boolean;
  /** The last key or prefix of this page: the next one begins behind it. */
  readonly last: string | undefined;
}

export interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  /** Behind this key, or behind all that a prefix of an earlier page stood for. */
  readonly after: string | undefined;
}

/** Costs as much as it finds, however many keys there are. */
export function pageOf(sorted: SortedKeys, { prefix, delimiter, most, after }: Wanted): Page {
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  const common = (key: string): string | undefined => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  let index = sorted.from(prefix);
  if (after !== undefined) {
    const isCommon = delimiter !== '' && after.startsWith(prefix) && common(after) === after;
    index = Math.max(index, isCommon ? sorted.afterPrefix(after) : sorted.after(after));
  }
  for (; index < sorted.size;) {
    const key = sorted.at(index);
    if (!key.startsWith(prefix)) break;
    if (keys.length + prefixes.length === most) return { keys, prefixes, isTruncated: most > 0, last };
    const group = common(key);
    if (group === undefined) keys.push(key);
    else prefixes.push(group);
    last = group ?? key;
    index = group === undefined ? index + 1 : sorted.afterPrefix(group);
  }
  return { keys, prefixes, isTruncated: false, last };
}
