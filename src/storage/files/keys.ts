import { badDigest } from './errors.ts';

/** The extension that tools tell files by; `.tar.gz` is one. */
const extension = /(?:\.tar)?\.[A-Za-z0-9]{1,10}$/;
const content = /(?:^|\/)files\/[0-9a-f]{2}\/([0-9a-f]{64})(?:\.|$)/;

/**
 * Where bytes lie that are called after themselves: once, however many tasks and runs have them. `scope` is a key or the
 * beginning of one; what is before its first slash is the project.
 */
export function contentKey(scope: string, digest: string, name: string): string {
  const hex = hexOf(digest);
  return `${scope.split('/', 1)[0]}/files/${hex.slice(0, 2)}/${hex}${extensionOf(name)}`;
}

/** Its digits, which are safe in every path: whatever else a record says is none. */
export function hexOf(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw badDigest(digest);
  return hex;
}

export const extensionOf = (name: string): string => extension.exec(name)?.[0] ?? '';

/** Whether bytes are kept under what they are: then others may have them under the same key. */
export const isContentKey = (key: string | null, digest: string): boolean =>
  key !== null && content.exec(key)?.[1] === digest.slice('sha256:'.length);

/** Tells whether a key is one of content, whatever lies under it. */
export const isUnderDigest = (key: string): boolean => content.test(key);
