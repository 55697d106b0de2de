/** The wording of a verdict: the task ran again, or its earlier result was found. */
export type Expected = 'runs' | 'cached';

/**
 * Why a task may run again although nothing that counts for it has changed. Each is a bound that the docs name; a case
 * that needs another one shows a false miss.
 */
export const unknowable = {
  memo: 'a module variable remembers what tasks read: each of them inherits what the others read through it',
  wholeFile: 'CommonJS, eval and what is not understood count as a whole file',
  effects: 'a module that does something when it is imported counts for every task of the program',
  wholePackage: 'a package counts with all of its files',
  computedVariable: 'a variable of the environment under a computed name stands for all of them',
  otherProgram: 'what another program loads and reads by itself is not seen',
} as const;

export type Unknowable = keyof typeof unknowable;

/** A link in the place of a file; the target counts from the link's folder. */
export class Link {
  readonly target: string;
  constructor(target: string) {
    this.target = target;
  }
}

/** Another text with the old size and times: only the file system's own bookkeeping shows it. */
export class Disguised {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The same file with another time of modification. */
export class Touched {}

/** An empty folder. */
export class Folder {}

/** The content of a file; an object is written as JSON. */
export type Content = string | Uint8Array | Link | Disguised | Touched | Folder | object;

/**
 * Files by path. A path counts from the case's folder, `/x` from the project's, `$outside/x` from a folder outside of it.
 * In paths and texts `$here` is the case's folder, `$Task` the name of its task, `$outside` and `$temp` folders' paths.
 */
export type CaseFiles = Readonly<Record<string, Content>>;

/** An edited project; null takes a file or folder away. */
export type Edit = Readonly<Record<string, Content | null>>;

/** Variables of the environment, by names in which `$here` may stand. */
export type Variables = Readonly<Record<string, string>>;

/** One edit, and what has to become of the task that it is about. */
export interface IdentityCase {
  /** The edit as a sentence: "an edited module that was required by a template literal". */
  readonly name: string;
  readonly files: CaseFiles;
  readonly edit: Edit;
  readonly expect: Expected;
  /** Why it may run again all the same. */
  readonly cantBeKnown?: Unknowable | undefined;
  /** The edit counts, but what the task returns is the same. */
  readonly sameOutput?: boolean | undefined;
  /**
   * More tasks, by what follows `$Task` in their names; the workflow asks for them as well. A name with parameters,
   * as in `Load(name=a)`, is a node that something else asks for.
   */
  readonly others?: Readonly<Record<string, Expected>> | undefined;
  /** The reasons why others may run again. */
  readonly othersCantBeKnown?: Unknowable | undefined;
  /** The file that exports the task. Default: `task.ts`. */
  readonly module?: string | undefined;
  /** The same after the edit, where that file has another name then. */
  readonly moduleAfter?: string | undefined;
  /** Lines for the module of the workflow. */
  readonly workflow?: string | undefined;
  /** The environment of the first run and of the others. */
  readonly env?: { readonly before?: Variables; readonly after?: Variables } | undefined;
}

/** The rest of a case; its files and edits are given apart. */
type More = Partial<IdentityCase>;

/** An edit that counts. */
export const runs = (name: string, files: CaseFiles, edit: Edit, more: More = {}): IdentityCase => ({
  ...more,
  name,
  files,
  edit,
  expect: 'runs',
});

/** An edit that counts for nothing. */
export const cached = (name: string, files: CaseFiles, edit: Edit, more: More = {}): IdentityCase => ({
  ...more,
  name,
  files,
  edit,
  expect: 'cached',
});

/** A module with one task: what its `run()` does, and what stands above the class. */
export const task = (body: string, head = ''): string =>
  `import { Task } from 'clew';\n${head}\n@Task() export class $Task {\n  async run() { ${body} }\n}\n`;

/** The same in CommonJS. */
export const commonTask = (body: string, head = ''): string =>
  `const { Task } = require('clew');\n${head}\nclass $Task {\n  async run() { ${body} }\n}\nTask()($Task);\nexports.$Task = $Task;\n`;

/** A module that exports a value, and the same with another one. */
export const one = 'export const value = 1;\n';
export const two = 'export const value = 2;\n';
export const commonOne = 'exports.value = 1;\n';
export const commonTwo = 'exports.value = 2;\n';

/** An installed package with a value, in the `node_modules` of the case's folder or below another path. */
export const installed = (
  name: string,
  version: string,
  value: number,
  more: object = {},
  at = 'node_modules',
): CaseFiles => ({
  [`${at}/${name}/package.json`]: { name, version, type: 'module', exports: './index.js', ...more },
  [`${at}/${name}/index.js`]: `export const value = ${value};\n`,
});
