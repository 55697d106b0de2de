import { rename } from 'node:fs/promises';

/** Bytes that a run of this record has left and that nobody needs any more. */
export interface Leftover {
  /**
   * `version`: what an attempt kept that never came into the record; `file`: one that is kept under its digest, and that
   * no artifact has; `note`: says that files are kept; `scratch`: a folder of an execution; `draft`: what was never
   * written to its end; `copy`: of what lies elsewhere, beyond what may be kept of them.
   */
  readonly what: 'version' | 'file' | 'note' | 'scratch' | 'draft' | 'copy';
  readonly key: string;
  readonly place: string;
  /** Null where that can't be told. */
  readonly componentRun: string | null;
  readonly run: string | null;
  /** In bytes; null where that can't be told. */
  readonly size: number | null;
  /** True if it was written to its end. */
  readonly whole: boolean;
  /** Gives whether it is gone: it stays where a run has begun meanwhile that may need it. */
  discard(): Promise<boolean>;
}

/** The leftovers of one storage layer, or of one place on this machine. */
export interface Looked {
  readonly layer: string;
  readonly place: string;
  readonly leftovers: readonly Leftover[];
  /** The number of keys of runs that this record doesn't know: other records' runs, or runs from before it. */
  readonly foreign: number;
  /** The number of files that no artifact of this record has, and others may need. */
  readonly shared: number;
  /** Why it could not be looked into. */
  readonly error: unknown;
}

export const gone = async (work: Promise<unknown>): Promise<boolean> => {
  await work;
  return true;
};

/** Gives it another name; false where it isn't there any more. */
export async function putAside(at: string, aside: string): Promise<boolean> {
  try {
    await rename(at, aside);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
