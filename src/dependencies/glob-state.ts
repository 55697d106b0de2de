import { join, resolve } from 'node:path';
import { globExpression, isDeep, isPattern } from '../values/glob.ts';
import { digestOf } from '../values/digest.ts';
import type { DigestCache } from './digest-cache.ts';
import { fileState } from './file-state.ts';
import { originalFs } from './original-fs.ts';

/** Gives the state of all files that match a pattern, by name and content; for a plain path, the state of that file. */
export function globState(root: string, pattern: string, digests: DigestCache): string {
  if (!isPattern(pattern)) return fileState('content', resolve(root, pattern), digests);
  const parts = pattern.split('/');
  const fixed = parts.findIndex(isPattern);
  const start = resolve(root, parts.slice(0, fixed).join('/') || '.');
  const rest = parts.slice(fixed);
  const matches = globExpression(rest.join('/'));
  const depth = isDeep(pattern) ? Infinity : rest.length;
  const files = [...filesIn(start, '', depth)].filter((path) => matches.test(path)).sort();
  return digestOf(JSON.stringify(files.map((path) => [path, fileState('content', join(start, path), digests)])));
}

function* filesIn(start: string, inside: string, depth: number): Generator<string> {
  for (const entry of entriesOf(join(start, inside))) {
    const path = inside ? `${inside}/${entry.name}` : entry.name;
    if (!entry.isDirectory()) yield path;
    else if (depth > 1 && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      yield* filesIn(start, path, depth - 1);
  }
}

function entriesOf(folder: string) {
  try {
    return originalFs.readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that isn't there holds no files.
    return [];
  }
}
