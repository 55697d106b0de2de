import type { TaskReach } from '../modules/task-reach.ts';
import type { DependencyScope } from './scope.ts';

/** A task as far as it matters for what its runs depend on. The same object for the same task of one program. */
export interface ObservedTask {
  /** The scope of the task's project. */
  readonly scope: DependencyScope;
  readonly reach: TaskReach;
  /** Patterns of files that its result depends on although nothing shows that they are read. */
  readonly reads: readonly string[];
  /** Patterns of files that it reads and that don't change its result. */
  readonly ignore: readonly RegExp[];
  /** True if its author keeps a version in place of its code: then code is no dependency. */
  readonly hasVersion: boolean;
  /** Reasons why it can't be known what its runs use in this process, as sentences that count for each run. */
  readonly unknown?: readonly string[];
}
