import { join, relative, sep } from 'node:path';
import { type Package, packageIn } from '../modules/packages.ts';
import { isPath } from '../modules/resolve.ts';
import { type DigestedText, type PackageFile, encodePackageFiles } from './dependencies.ts';
import type { DigestCache, FileStamp } from './digest-cache.ts';
import { changedNs, fileStamp, fileState } from './file-state.ts';
import type { Edge } from './edge.ts';
import { originalFs } from './original-fs.ts';

export interface PackageContent extends DigestedText {
  readonly package: Package | undefined;
  /** Files that have changed since they were loaded, relative to the package's folder. */
  readonly changed: readonly string[];
}

/** An installed package, as much of it as was loaded in this process. */
export class PackageNode {
  readonly folder: string;
  /** Edges from its files to other packages and files, or to nowhere; the key includes the importer. */
  readonly edges = new Map<string, Edge & { readonly from: string }>();
  /** The time at which each file was first loaded. */
  readonly #loaded = new Map<string, number>();
  /** The stamp of each file when it was first read; undefined where it wasn't there. */
  readonly #data = new Map<string, FileStamp | undefined>();
  /** Files that were something else when they were read again. */
  readonly #rewritten = new Set<string>();
  #content: (PackageContent & { readonly count: number }) | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  get isUnused(): boolean {
    return this.#loaded.size === 0;
  }

  addFile(file: string): void {
    if (!this.#loaded.has(file)) this.#loaded.set(file, Date.now());
  }

  /** Notes a file that is read now, or isn't there; tells whether that is new. */
  addData(file: string): boolean {
    const stamp = fileStamp(file);
    if (this.#data.has(file)) {
      if (this.#data.get(file) === stamp || this.#rewritten.has(file)) return false;
      this.#rewritten.add(file);
    } else {
      this.#data.set(file, stamp);
      if (this.#loaded.has(file)) return false;
    }
    this.#content = undefined;
    return true;
  }

  addEdge(from: string, edge: Edge): void {
    if (edge.to?.startsWith(this.folder + sep)) return;
    // A bare specifier resolves the same way from all of a package's folders.
    const importer = isPath(edge.specifier) ? from : join(this.folder, 'package.json');
    this.edges.set(`${importer}\0${edge.key}\0${edge.to}`, { ...edge, from: importer });
  }

  /** Gives the files that were loaded, digested when they are asked for. */
  content(digests: DigestCache): PackageContent {
    const count = this.#loaded.size + this.#data.size;
    if (this.#content?.count === count) return this.#content;
    const changed: string[] = [];
    // package.json says which file the package's name stands for.
    const files: PackageFile[] = [this.#stateOf(join(this.folder, 'package.json'), digests)];
    for (const [file, loadedAt] of this.#loaded) {
      const state = this.#stateOf(file, digests);
      files.push(state);
      if (changedAt(file) > loadedAt) changed.push(state.path);
    }
    for (const [file, stamp] of this.#data) {
      const state = this.#stateOf(file, digests);
      files.push(state);
      if (this.#rewritten.has(file) || fileStamp(file) !== stamp) changed.push(state.path);
    }
    this.#content = { ...encodePackageFiles(files), package: packageIn(this.folder), changed, count };
    return this.#content;
  }

  #stateOf(file: string, digests: DigestCache): PackageFile {
    return { path: relative(this.folder, file).split(sep).join('/'), state: fileState('content', file, digests) };
  }
}

/** Gives the time of a file's last change, in milliseconds; for a missing file, the present time. */
function changedAt(file: string): number {
  try {
    return Number(changedNs(originalFs.statSync(file, { bigint: true })) / 1_000_000n);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
