import type { IdKind } from './answers.ts';

/** What people can say something of. */
export interface Subject {
  readonly kind: IdKind | 'component';
  readonly id: string;
}

/** Who says it, and when. */
export interface Said {
  readonly author: string | null;
  readonly at: number;
}

export interface Note extends Said {
  readonly text: string;
}

export interface Tag extends Said {
  readonly name: string;
}

/** That an output is bad, or that it is not after all. */
export interface FlagMark extends Said {
  readonly outputId: string;
  readonly flagged: boolean;
  readonly because: string | null;
}

/** All that people have said of something, oldest first. */
export interface Remarks {
  readonly tags: readonly Tag[];
  readonly notes: readonly Note[];
  /** Of an output id: the last one is how it is now. */
  readonly flags: readonly FlagMark[];
}

/** What people say of what is on record. Nothing of it is ever changed or taken away. */
export interface Commentary {
  flag(
    outputId: string,
    mark: { readonly flagged: boolean; readonly because: string | null; readonly author: string | null },
  ): Promise<void>;
  note(subject: Subject, text: string, author: string | null): Promise<void>;
  /** A tag that is there already stays as it was. */
  tag(subject: Subject, names: readonly string[], author: string | null): Promise<void>;
  remarks(subject: Subject): Promise<Remarks>;
  /** The output ids that are flagged now, the latest first. */
  flagged(options: { readonly limit: number; readonly offset?: number }): Promise<readonly FlagMark[]>;
}
