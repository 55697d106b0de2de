/** The code that a task reaches, as the static analysis knows it. The same object for the same task of one program. */
export interface TaskReach {
  /** Absolute paths of the project's files whose code counts, as a whole or in part, effects included. */
  readonly files: ReadonlySet<string>;
  /** The files of which only a part counts: a run that imports one may use the rest. */
  readonly partFiles: ReadonlySet<string>;
  /** Other files, whose code changes variables that the task reaches while other tasks run. */
  readonly memoryFiles: readonly string[];
  /**
   * Tells whether the task reaches a place: 1-based, in the JavaScript that runs. That includes places in functions
   * that change a variable which the task reaches, whoever calls them: it may hold what was read there.
   */
  reaches(file: string, line: number, column: number): boolean;
  /**
   * True if something in it outlives a component run: a variable of a module or a global that changes, or what it
   * holds.
   */
  readonly holdsState: boolean;
  /** The names of `process.env.X` in it. */
  readonly variables: readonly string[];
  /** The packages that it imports, and what those need in turn, with their versions. */
  readonly packages: Readonly<Record<string, string>>;
}
