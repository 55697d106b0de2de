import type { FilesPreview } from './preview.ts';
import type { Redactor } from './redactor.ts';

const maxBiggest = 10;
const maxKinds = 12;
/** So many extensions are told apart. */
const maxCounted = 1000;
const maxPathLength = 120;

interface File {
  readonly path: string;
  readonly size: number;
}

/** Makes the preview of a folder while its files go by, in memory of one size. */
export class FilesBuilder {
  #files = 0;
  #size = 0;
  readonly #words: Redactor;
  #biggest: File[] = [];
  readonly #kinds = new Map<string, { files: number; size: number }>();

  constructor(words: Redactor) {
    this.#words = words;
  }

  file(path: string, size: number): void {
    this.#files += 1;
    this.#size += size;
    if (this.#biggest.length < maxBiggest || size > this.#biggest.at(-1)!.size) {
      const file = { path: this.#words.short(path, maxPathLength), size };
      this.#biggest = [...this.#biggest, file].sort((a, b) => b.size - a.size).slice(0, maxBiggest);
    }
    const extension = extensionOf(path);
    const kind = this.#kinds.get(extension);
    if (kind) {
      kind.files += 1;
      kind.size += size;
    } else if (this.#kinds.size < maxCounted) this.#kinds.set(extension, { files: 1, size });
  }

  finish(): FilesPreview {
    const kinds = [...this.#kinds].map(([extension, kind]) => ({ extension: this.#words.short(extension), ...kind }));
    return {
      kind: 'files',
      files: this.#files,
      size: this.#size,
      biggest: this.#biggest,
      kinds: kinds.sort((a, b) => b.size - a.size || b.files - a.files).slice(0, maxKinds),
    };
  }
}

/** In small letters, without the dot: `jpg`. What is longer is no kind. */
const extensionOf = (path: string): string => /[^/]\.([^./]{1,12})$/.exec(path)?.[1]?.toLowerCase() ?? '';
