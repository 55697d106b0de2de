/** The way a specifier is used; `url`: the address of code to start in a thread or a process. */
export type SpecifierKind = 'import' | 'require' | 'url';

/** A specifier in some code, as a literal. */
export interface Specifier {
  readonly specifier: string;
  readonly kind: SpecifierKind;
}

/** A name of the module's top level, and what of it is meant: `kit.task` is `task` of `kit`. */
export interface Target {
  readonly root: string;
  readonly path: readonly string[];
}

/** A call, by the name of what is called. */
export interface Callee extends Target {
  /** The number of calls: 2 if the result is called as well, as with decorators. */
  readonly calls: 1 | 2;
  /** True if it is called with `new`. */
  readonly construct: boolean;
}

/** Stands for a name that only running the code can tell. */
export const anyName = '*';

/** Properties that are read or written, by their names: of what, nobody knows. */
export interface Accesses {
  readonly reads: readonly string[];
}

/** The effects of evaluating or calling something: what it calls or reads in turn; null if it may be anything. */
export type Effects = readonly (Callee | Accesses)[] | null;

export interface FunctionEffects {
  readonly call: Effects;
  /** The effects of calling what it returned. */
  readonly result: Effects;
  /** True if what it returns may remember something between calls. */
  readonly remembers: boolean;
}

/** The meaning that one of Clew's own functions gives to its arguments. */
export type ClewRole = 'input' | 'task' | 'param' | 'plain';

/** Parts that depend on whether all that is called is Clew's. */
export interface Choice {
  readonly of: readonly Target[];
  readonly cases: readonly (readonly [role: ClewRole, parts: readonly Part[]])[];
  readonly otherwise: readonly Part[];
}

/** A part of a statement: tokens (or their digest), or something that other modules decide. */
export type Part =
  | string
  /** A name of the module's own top level. */
  | { readonly local: string }
  /** A name that was imported; `member` is what of a whole namespace. */
  | { readonly imported: string; readonly member?: string }
  | Specifier
  | Choice;

/** A statement of the top level. */
export interface StatementSummary {
  readonly declares: readonly string[];
  /** Names of the top level that it assigns to, or whose value it changes. */
  readonly changes: readonly string[];
  readonly parts: readonly Part[];
  /** The effects of evaluating it, beyond declaring. */
  readonly effects: Effects;
  /** Names of environment variables. */
  readonly variables: readonly string[];
  /** True if it knows where its file is. */
  readonly usesPath: boolean;
  /** True if something in it remembers what happened before. */
  readonly holdsState: boolean;
  /** The functions that made its values: state, if what they made remembers something. */
  readonly makers: readonly Target[];
  /** Names whose values its functions change when they run: of the top level, imported ones, and global ones. */
  readonly changesLater: readonly string[];
  readonly changesImported: readonly string[];
  readonly changesGlobals: readonly string[];
  /** Names of global variables. */
  readonly globals: readonly string[];
  /** First line and column, last line and column behind its end; all from 1, of the JavaScript that runs. */
  readonly range: readonly [number, number, number, number];
}

/** A name that an import binds; `*` is the whole namespace. */
export interface ImportBinding extends Specifier {
  readonly name: string;
}

export type ExportTarget = { readonly local: string } | { readonly specifier: string; readonly name: string };

/** A summary of one module's text, independent of other modules. Plain data. */
export interface ModuleSummary {
  /** True if it counts only as a whole: its statements can't be told apart. */
  readonly whole: boolean;
  /** The way the text is read. */
  readonly goal: 'module' | 'commonjs' | 'text';
  readonly bindings: Readonly<Record<string, ImportBinding>>;
  readonly exports: Readonly<Record<string, ExportTarget>>;
  /** `export * from`. */
  readonly stars: readonly string[];
  /** Every specifier, static ones first in the order in which they are evaluated. */
  readonly imports: readonly Specifier[];
  /** Specifiers that are imported only for their effects, not for any name. */
  readonly bare: readonly string[];
  readonly statements: readonly StatementSummary[];
  /** Effects of the functions of the top level, by name; of `name.member` too. */
  readonly functions: Readonly<Record<string, FunctionEffects>>;
  /** Effects of its getters and setters, by the names of properties. */
  readonly accessors: Readonly<Record<string, Effects>>;
  /** Names that stand for others. */
  readonly aliases: Readonly<Record<string, Target>>;
  /**
   * Parts of the properties of a default export that is a plain object, or `defineConfig` of one; null for any other.
   */
  readonly properties: Readonly<Record<string, readonly Part[]>> | null;
  /** Names of its top level that nothing but its own text can see: another name means the same. */
  readonly hidden: readonly string[];
}
