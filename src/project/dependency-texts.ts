import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeDependencies } from '../dependencies/dependencies.ts';
import type { ObservedDependencies } from '../dependencies/task-view.ts';
import type { KeptDependencies, KeptText } from '../lineage/entries.ts';
import { readModule } from '../modules/read.ts';
import { digestOf } from '../values/digest.ts';

/** Larger files are known by their digests alone: a record is no place for data. */
const maxBytes = 64 * 1024;

/** Files that are there to hold secrets. */
const secretFiles = /(?:^|\/)(?:\.env[^/]*|\.npmrc|[^/]*\.(?:pem|key|p12|pfx))$/;

/** Most runs of a task share what they used with those just before. */
const maxRemembered = 32;

/** Makes what the record keeps of observed dependencies: also the texts that were loaded and read, to be looked at and repeated. */
export class UsedTexts {
  readonly #root: string;
  /** The last ones, by digest. */
  readonly #recent = new Map<string, KeptDependencies>();

  /** `root`: what paths in dependencies count from. */
  constructor(root: string) {
    this.#root = root;
  }

  keep(observed: ObservedDependencies): KeptDependencies {
    const { digest } = observed;
    let kept = this.#recent.get(digest);
    if (!kept) {
      this.#recent.set(digest, (kept = { digest, texts: [...this.#textsOf(observed)] }));
      if (this.#recent.size > maxRemembered) this.#recent.delete(this.#recent.keys().next().value!);
    }
    return kept;
  }

  *#textsOf({ digest, text, packageFiles }: ObservedDependencies): Generator<KeptText> {
    yield { digest, kind: 'dependencies', content: text };
    for (const files of packageFiles) yield { digest: files.digest, kind: 'package-files', content: files.text };
    const { modules, files } = decodeDependencies(text);
    for (const { path, digest: at } of modules) {
      if (at !== null) yield { digest: at, kind: 'source', content: readModule(resolve(this.#root, path)).source };
    }
    for (const { path, kind, state } of files) {
      if (kind !== 'content' || !state.startsWith('sha256:') || secretFiles.test(path)) continue;
      const content = smallFile(resolve(this.#root, path), state);
      if (content !== undefined) yield { digest: state, kind: 'file', content };
    }
  }
}

/** Gives the text of a small file that hasn't changed, as Base64 if it is binary; undefined for any other. */
function smallFile(path: string, digest: string): string | undefined {
  try {
    if (statSync(path).size > maxBytes) return undefined;
    const bytes = readFileSync(path);
    if (digestOf(bytes) !== digest) return undefined;
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'base64');
  } catch {
    return undefined;
  }
}
