import type { DependencyChange } from '../../dependencies/compare.ts';

/** Why a node runs, or why it doesn't, as plain data; `words.ts` says it in a sentence. */
export type Reason =
  | { readonly kind: 'forced' }
  | { readonly kind: 'forced-from'; readonly task: string }
  | { readonly kind: 'after-forced' }
  /** `clew rerun` repeats that run. */
  | { readonly kind: 'asked-again'; readonly run: string }
  | { readonly kind: 'cache-off' }
  /** It runs at the end of a workflow. */
  | { readonly kind: 'workflow-failed'; readonly workflow: string }
  | { readonly kind: 'workflow-over'; readonly workflow: string }
  /** Nothing of this task is on record. */
  | { readonly kind: 'never-ran' }
  | ({ readonly kind: 'changed'; readonly comparedWith: Compared; readonly awaits?: string } & Changes)
  | { readonly kind: 'version-changed'; readonly comparedWith: Compared; readonly version: string }
  /** It began before, with the same code, parameters and inputs, and did not come to its end. */
  | { readonly kind: 'unfinished'; readonly status: 'failed' | 'cancelled'; readonly comparedWith: Compared }
  | { readonly kind: 'artifact-damaged'; readonly comparedWith: Compared }
  | {
      readonly kind: 'artifact-gone';
      readonly comparedWith: Compared;
      readonly artifact: string;
      readonly place: string;
    }
  /** It was there, and is older than its task lets results be. */
  | { readonly kind: 'expired'; readonly comparedWith: Compared; readonly keptFor: number }
  /** Something is different that the record doesn't keep. */
  | { readonly kind: 'unlike'; readonly comparedWith: Compared }
  /** An input that is not made yet, in a dry run. */
  | { readonly kind: 'input-runs'; readonly node: string }
  | { readonly kind: 'input-unknown'; readonly fields: readonly string[]; readonly waitsFor: string | null }
  /** A failure in a dry run: what it asks for can't be said, or is made by a node of which that is known. */
  | { readonly kind: 'mapping-fails'; readonly message: string }
  | { readonly kind: 'input-fails'; readonly node: string }
  | { readonly kind: 'cached'; readonly from: Compared };

/** The component run that a node was held against. */
export interface Compared {
  readonly componentRun: string;
  readonly run: string | null;
  readonly node: string | null;
  /** When it ended. */
  readonly at: string;
}

/** Everything that identity is made of and that differs, in the order in which people look for it. */
export interface Changes {
  readonly code: CodeChange | null;
  readonly params: readonly ParamChange[];
  readonly inputs: readonly InputChange[];
  /** Differences in what else it used: files that it read, modules that it loaded while it ran. */
  readonly dependencies: readonly DependencyChange[];
}

export interface CodeChange {
  /** The task's own file, where that is another one than before. */
  readonly moved: { readonly from: string; readonly to: string } | null;
  /** The first of them; `moreFiles` counts the others. */
  readonly files: readonly FileChange[];
  readonly moreFiles: number;
  readonly packages: readonly PackageChange[];
}

export interface FileChange {
  readonly path: string;
  /** `compiled`: to another JavaScript than before, from the same source. */
  readonly change: 'changed' | 'compiled' | 'new' | 'gone';
  /** The imports by which the task reaches it, both ends included; empty where that isn't known. */
  readonly via: readonly string[];
}

/** Null on the side where the package isn't imported. */
export interface PackageChange {
  readonly name: string;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * `from` and `to` are left out for secrets, and on the side where there is no such parameter. `unknown`: whether it changed
 * isn't known, because an older Clew kept nothing of it.
 */
export interface ParamChange {
  readonly name: string;
  readonly secret: boolean;
  readonly unknown?: true;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface InputChange {
  readonly field: string;
  /** How many values came in. */
  readonly from: number;
  readonly to: number;
  /** How many of those that come in now are not what was at their place. */
  readonly changed: number | null;
  /** The maker of the first of them, and that of what was at its place. */
  readonly madeBy: Maker | null;
  readonly before: Maker | null;
}

export interface Maker {
  readonly node: string;
  readonly componentRun: string | null;
}
