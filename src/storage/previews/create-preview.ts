import { bounded } from './bounded.ts';
import { bytesPreview, headPreview } from './bytes.ts';
import { FilesBuilder } from './files.ts';
import { ItemsBuilder } from './items.ts';
import type { Table } from '../../values/table/table.ts';
import type { WriteObserver } from './write-observer.ts';
import type { Preview } from './preview.ts';
import { TableBuilder, partOf } from './table.ts';
import { previewOf } from './preview-kinds.ts';
import { Redactor } from './redactor.ts';
import type { Secrets } from '../../values/secrets.ts';

/**
 * Makes the preview of a value while it is written: from what its codec shows, or else from the value itself, or else
 * from the bytes. It never throws: what can be written is written, with a preview or without.
 */
export class PreviewMaker implements WriteObserver {
  readonly #words: Redactor;
  #items: ItemsBuilder | undefined;
  #table: TableBuilder | undefined;
  #files: FilesBuilder | undefined;
  #failed = false;

  /** `secrets` must not be seen. */
  constructor(secrets?: Secrets) {
    this.#words = new Redactor(secrets);
  }

  item(value: unknown): void {
    // Not by `#try`: there may be many.
    if (this.#failed) return;
    try {
      (this.#items ??= new ItemsBuilder(this.#words)).item(value);
    } catch {
      this.#failed = true;
    }
  }

  part(part: Table<any>): void {
    this.#try(() => (this.#table ??= new TableBuilder(this.#words)).columns(...partOf(part)));
  }

  file(path: string, size: number): void {
    this.#try(() => (this.#files ??= new FilesBuilder(this.#words)).file(path, size));
  }

  /** The first bytes of a stream: looked at now, because they may be many. */
  head(bytes: Uint8Array): (size: number) => Preview | null {
    if (this.#shown || this.#failed) return () => this.#finished();
    const preview = this.#try(() => headPreview(bytes, bytes.byteLength, this.#words));
    return (size) => (preview ? this.#try(() => bounded({ ...preview, size })) : undefined) ?? null;
  }

  /** Makes the preview of a value that is all there, as it is and as it is written. */
  async whole(value: unknown, bytes: Uint8Array): Promise<Preview | null> {
    if (this.#shown || this.#failed) return this.#finished();
    try {
      return bounded((await previewOf(value, this.#words)) ?? (await bytesPreview(bytes, this.#words)));
    } catch {
      return null;
    }
  }

  get #shown(): ItemsBuilder | TableBuilder | FilesBuilder | undefined {
    return this.#items ?? this.#table ?? this.#files;
  }

  #finished(): Preview | null {
    return this.#try(() => bounded(this.#shown!.finish())) ?? null;
  }

  #try<T>(look: () => T): T | undefined {
    if (this.#failed) return undefined;
    try {
      return look();
    } catch {
      this.#failed = true;
      return undefined;
    }
  }
}
