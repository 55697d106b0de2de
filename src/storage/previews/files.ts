import type { FilesPreview } from './preview.ts';
import type { Words } from './words.ts';

const mostBiggest = 10;
const mostKinds = 12;
/** So many extensions are told apart. */
const mostCounted = 1000;
const longestPath = 120;

interface File {
  readonly path: string;
  readonly size: number;
}

/** Makes the preview of a folder while its files go by, in memory of one size. */
export class FilesBuilder {
  #files = 0;
  #size = 0;
  readonly #words: Words;
  #biggest: File[] = [];
  readonly #kinds = new Map<string, { files: number; size: number }>();

  constructor(words: Words) {
    this.#words = words;
  }

  file(path: string, size: number): void {
    this.#files += 1;
    this.#size += size;
    if (this.#biggest.length < mostBiggest || size > this.#biggest.at(-1)!.size) {
      const file = { path: this.#words.short(path, longestPath), size };
      this.#biggest = [...this.#biggest, file].sort((a, b) => b.size - a.size).slice(0, mostBiggest);
    }
    const extension = extensionOf(path);
    const kind = this.#kinds.get(extension);
    if (kind) {
      kind.files += 1;
      kind.size += size;
    } else if (this.#kinds.size < mostCounted) this.#kinds.set(extension, { files: 1, size });
  }

  finish(): FilesPreview {
    const kinds = [...this.#kinds].map(([extension, kind]) => ({ extension: this.#words.short(extension), ...kind }));
    return {
      kind: 'files',
      files: this.#files,
      size: this.#size,
      biggest: this.#biggest,
      kinds: kinds.sort((a, b) => b.size - a.size || b.files - a.files).slice(0, mostKinds),
    };
  }
}

/** In small letters, without the dot: `jpg`. What is longer is no kind. */
const extensionOf = (path: string): string => /[^/]\.([^./]{1,12})$/.exec(path)?.[1]?.toLowerCase() ?? '';
