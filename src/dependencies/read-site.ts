import type { CallSite } from './call-site.ts';
import type { FileRead } from './file-read.ts';

/** A place that reads more different things than this is not followed any further. */
const maxReads = 1024;

/** A place in the code that has read files in this process, and what it has read. */
export class ReadSite {
  readonly place: CallSite;
  /** Reads outside of any component run, or while a module was evaluated: what they gave is in memory for everyone. */
  readonly loads = new Map<string, FileRead>();
  /** Reads in component runs. */
  readonly reads = new Map<string, FileRead>();
  /** True if more loads, or reads, were seen than are kept. */
  hasMoreLoads = false;
  hasMoreReads = false;

  constructor(place: CallSite) {
    this.place = place;
  }

  /** Keeps a read; tells whether that was new. */
  add(read: FileRead, isLoad: boolean): boolean {
    const known = isLoad ? this.loads : this.reads;
    const { key } = read;
    if (known.has(key)) return false;
    if (known.size < maxReads) {
      known.set(key, read);
      return true;
    }
    const hadMore = isLoad ? this.hasMoreLoads : this.hasMoreReads;
    if (isLoad) this.hasMoreLoads = true;
    else this.hasMoreReads = true;
    return !hadMore;
  }

  /** Gives the key under which a place is known. */
  static keyOf(place: CallSite): string {
    if (place.kind === 'file') return `${place.file}:${place.line}:${place.column}`;
    return place.kind === 'package' ? place.folder : '';
  }
}
