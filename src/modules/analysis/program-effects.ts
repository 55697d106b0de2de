import { linkOf, originOf, summaryOf } from './links.ts';
import type { Extent } from './reach.ts';
import { barePackages, effectsIn } from './slice.ts';
import type { Specifier } from './summary.ts';

/** The modules that a program starts from. Plain data: a worker finds the same effects from it. */
export interface ProgramEntries {
  /** Absolute paths: the module that is run, and those of the tasks. */
  readonly modules: readonly string[];
  /** The settings file, of which only what is code for tasks counts. */
  readonly settings: string | null;
}

/** The effects of evaluating a program's modules. They count for all of its tasks. */
export interface ProgramEffects {
  /** Every module of the program, in the order in which they are evaluated. */
  readonly files: readonly string[];
  /** Files that do something when they are evaluated, and how much of each counts. */
  readonly extents: readonly (readonly [file: string, extent: Extent])[];
  /** Packages that are imported for what they do. */
  readonly imports: readonly (readonly [file: string, from: Specifier])[];
  /** Names (`file`, a zero byte, name) whose values other modules change while tasks run. */
  readonly changed: ReadonlySet<string>;
  readonly settings: string | null;
}

export const noEffects: ProgramEffects = { files: [], extents: [], imports: [], changed: new Set(), settings: null };

/** Properties of the settings that hold code that works on the values of tasks. */
const settingsRoots = ['default.codecs', 'default.profiles.codecs'];

/**
 * Properties of the settings that hold code for tasks of a family with something injected. An evaluation leaves metrics
 * with the result and passes them to `run()`, so what it computes is as much a part of the result as what the task
 * returns.
 */
const familyRoots = ['default.modelFamilies', 'default.profiles.modelFamilies'];

/** Gives the effects for a task of a family that may ask for its evaluation. */
export function withFamilies({ settings, extents, ...rest }: ProgramEffects): ProgramEffects {
  const more = (file: string, extent: Extent): Extent =>
    file === settings && extent !== 'whole' ? [...extent, ...familyRoots] : extent;
  return { ...rest, settings, extents: extents.map(([file, extent]) => [file, more(file, extent)] as const) };
}

export function effectsOf({ modules, settings }: ProgramEntries): ProgramEffects {
  const files = new Set<string>();
  const entries = settings === null ? modules : [settings, ...modules];
  for (const entry of entries) evaluate(entry, files);
  const extents: [string, Extent][] = [];
  const imports: [string, Specifier][] = [];
  const changed = new Set<string>();
  for (const file of files) {
    if (file === settings) extents.push([file, extentOfSettings(file)]);
    else if (effectsIn(file).length > 0) extents.push([file, summaryOf(file).whole ? 'whole' : []]);
    for (const specifier of barePackages(file)) imports.push([file, { specifier, kind: 'import' }]);
    for (const name of summaryOf(file).statements.flatMap(({ changesImported }) => changesImported)) {
      const origin = originOf(file, { root: name, path: [] });
      if (origin.kind === 'local') changed.add(`${origin.file}\0${origin.name}`);
    }
  }
  return { files: [...files], extents, imports, changed, settings };
}

/** Gives the part of the settings file that counts: all of it where its properties can't be determined. */
const extentOfSettings = (file: string): Extent =>
  summaryOf(file).properties === null || summaryOf(file).whole ? 'whole' : settingsRoots;

/** Adds a module to `done`, after the modules that it imports: they are evaluated first. */
function evaluate(entry: string, done: Set<string>): void {
  const open: { file: string; rest: Iterator<string> }[] = [];
  const entered = new Set<string>();
  const enter = (file: string): void => {
    if (done.has(file) || entered.has(file)) return;
    entered.add(file);
    open.push({ file, rest: evaluatedBy(file)[Symbol.iterator]() });
  };
  enter(entry);
  for (let last = open.at(-1); last; last = open.at(-1)) {
    const { value, done: isOver } = last.rest.next();
    if (!isOver) {
      enter(value);
      continue;
    }
    done.add(last.file);
    open.pop();
  }
}

/**
 * Gives the project's modules that a file imports, including those only asked for as inputs, and those that it starts
 * in threads.
 */
export const importedBy = (file: string): string[] => filesOf(file, summaryOf(file).imports);

/**
 * Gives the modules that are evaluated with a file. A mere address isn't one: that runs elsewhere, in a thread or a
 * process.
 */
const evaluatedBy = (file: string): string[] =>
  filesOf(
    file,
    summaryOf(file).imports.filter(({ kind }) => kind !== 'url'),
  );

function filesOf(file: string, specifiers: readonly Specifier[]): string[] {
  return specifiers.flatMap((from) => {
    const link = linkOf(file, from);
    return link.kind === 'file' ? [link.file] : [];
  });
}
