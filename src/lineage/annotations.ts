import type { IdKind } from './query-results.ts';

/** Something that people can say something of. */
export interface Subject {
  readonly kind: IdKind | 'component';
  readonly id: string;
}

/** The author and the time of what is said. */
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
export interface SubjectAnnotations {
  readonly tags: readonly Tag[];
  readonly notes: readonly Note[];
  /** The flags of an output id: the last one is how it is now. */
  readonly flags: readonly FlagMark[];
}

/** The remarks that people make on what is on record. None of them is ever changed or taken away. */
export interface Annotations {
  flag(
    outputId: string,
    mark: { readonly flagged: boolean; readonly because: string | null; readonly author: string | null },
  ): Promise<void>;
  note(subject: Subject, text: string, author: string | null): Promise<void>;
  /** A tag that is there already stays as it was. */
  tag(subject: Subject, names: readonly string[], author: string | null): Promise<void>;
  remarks(subject: Subject): Promise<SubjectAnnotations>;
  /** The output ids that are flagged now, the latest first. */
  flagged(options: { readonly limit: number; readonly offset?: number }): Promise<readonly FlagMark[]>;
}
