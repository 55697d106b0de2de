/*
 * Small programs of modules and one edit of each, as plain data: `arbitrary.ts` makes them, `render.ts` writes them as
 * files, `play.ts` runs them. What a task uses stands in its output, so that a wrong hit shows as another output.
 */

export const partKinds = ['constant', 'import', 'file', 'environment', 'shared', 'recall', 'plugins', 'own'] as const;
export type PartKind = (typeof partKinds)[number];

/** Something that a module or a task uses. Numbers choose from what there is, so that everything may shrink by itself. */
export interface Part {
  readonly kind: PartKind;
  /** Which of the forms that the kind has: see `constants.ts`, `imports.ts`, `files.ts` and `values.ts`. */
  readonly form: number;
  /** When it is used: while the module is loaded, at each call, or at the first call of whoever comes first. */
  readonly at: 'load' | 'call' | 'memo';
  /** The module, the data file or the variable. */
  readonly target: number;
  /** A constant. */
  readonly number: number;
  /** Stands at the end of the file. */
  readonly late: boolean;
}

export const languages = ['ts', 'mjs', 'cjs', 'json', 'package'] as const;
export type Language = (typeof languages)[number];

export const effects = [
  'none',
  'registry',
  'prototype',
  'builtin',
  'global',
  'setter',
  'file',
  'variable',
  'function',
] as const;

/** A module that is no task's: it imports only modules after it. */
export interface ModuleSpec {
  readonly language: Language;
  readonly number: number;
  /** The state that it leaves behind when it is loaded. */
  readonly effect: (typeof effects)[number];
  readonly parts: readonly Part[];
}

export const shapes = [
  'plain',
  'base',
  'mixin',
  'decorated',
  'kit',
  'factory',
  'injected',
  'assigned',
  'patched',
] as const;

/** A task: its inputs are tasks after it. */
export interface TaskSpec {
  /** Stands in the same file as the task before it. */
  readonly isNeighbour: boolean;
  readonly number: number;
  readonly shape: (typeof shapes)[number];
  /** The module that the base class, the decorator … comes from. */
  readonly shapeFrom: number;
  readonly inputs: readonly number[];
  /** The number of its nodes, each of which reads a file of its own. */
  readonly nodes: number;
  readonly parts: readonly Part[];
  /** Uses the first part of another task of its file as well. */
  readonly borrows: number | undefined;
  readonly isolate: 'thread' | undefined;
}

export interface Program {
  readonly modules: readonly ModuleSpec[];
  readonly tasks: readonly TaskSpec[];
  readonly workflow: {
    readonly number: number;
    readonly parts: readonly Part[];
    /** Modules that it imports for what they leave behind, in this order. */
    readonly effects: readonly number[];
  };
  /** A module that the settings import. */
  readonly settings: number | undefined;
  /** The contents of `data/d0.txt` and so on; undefined: there is no such file. */
  readonly data: readonly (number | undefined)[];
  readonly plugins: readonly (number | undefined)[];
  /** `SHOP_0` and so on; undefined: not set. */
  readonly environment: readonly (number | undefined)[];
  /** An edit that changes no result. */
  readonly comments: readonly string[];
  readonly isReformatted: boolean;
  readonly renamed: readonly number[];
  /** A module that nobody imports. */
  readonly stranger: number | undefined;
  /** A file with a name that `require` without an ending prefers to a module. */
  readonly shadow: { readonly module: number; readonly number: number } | undefined;
}

export const editKinds = [
  'module',
  'exchange',
  'task',
  'workflow',
  'part',
  'target',
  'form',
  'effect',
  'data',
  'data removed',
  'plugin',
  'plugin removed',
  'environment',
  'environment unset',
  'order of imports',
  'comment',
  'format',
  'rename',
  'stranger',
  'shadow',
] as const;

export interface Edit {
  readonly kind: (typeof editKinds)[number];
  readonly index: number;
  readonly value: number;
  /** The files that change keep their times, as after `cp -p` or `git stash`. */
  readonly keepsTimes: boolean;
}

export interface Case {
  readonly program: Program;
  readonly edit: Edit;
  /** After the edit it runs a second time, and has to find all. */
  readonly runsAgain: boolean;
}

/** The largest number of data files, plugins and variables. */
export const places = 3;

/** The program after the edit. */
export function edited(program: Program, { kind, index, value }: Edit): Program {
  const { modules, tasks, workflow } = program;
  const set = <T>(list: readonly T[], by: (one: T) => T): T[] =>
    list.map((one, i) => (i === index % list.length ? by(one) : one));
  const place = (list: readonly (number | undefined)[], number: number | undefined): (number | undefined)[] =>
    Array.from({ length: places }, (_, i) => (i === index % places ? number : list[i]));
  switch (kind) {
    case 'module':
      return { ...program, modules: set(modules, (one) => ({ ...one, number: value })) };
    case 'exchange':
      return { ...program, modules: exchanged(modules, index % modules.length) };
    case 'task':
      return { ...program, tasks: set(tasks, (one) => ({ ...one, number: value })) };
    case 'workflow':
      return { ...program, workflow: { ...workflow, number: value } };
    case 'effect':
      return { ...program, modules: set(modules, (one) => ({ ...one, effect: effects[value % effects.length]! })) };
    case 'part':
      return withPart(program, index, (part) => ({ ...part, number: value }));
    case 'target':
      return withPart(program, index, (part) => ({ ...part, target: value }));
    case 'form':
      return withPart(program, index, (part) => ({ ...part, form: value }));
    case 'data':
      return { ...program, data: place(program.data, value) };
    case 'data removed':
      return { ...program, data: place(program.data, undefined) };
    case 'plugin':
      return { ...program, plugins: place(program.plugins, value) };
    case 'plugin removed':
      return { ...program, plugins: place(program.plugins, undefined) };
    case 'environment':
      return { ...program, environment: place(program.environment, value) };
    case 'environment unset':
      return { ...program, environment: place(program.environment, undefined) };
    case 'order of imports':
      return { ...program, workflow: { ...workflow, effects: workflow.effects.toReversed() } };
    case 'comment':
      return { ...program, comments: [`${value} of ${index}`] };
    case 'format':
      return { ...program, isReformatted: true };
    case 'rename':
      return { ...program, renamed: modules.length > 0 ? [index % modules.length] : [] };
    case 'stranger':
      return { ...program, stranger: value };
    case 'shadow':
      return { ...program, shadow: { module: index % modules.length, number: value } };
  }
}

/** Two modules with each other's number: all texts together may be what they were. */
function exchanged(modules: readonly ModuleSpec[], index: number): readonly ModuleSpec[] {
  const one = modules[index]!;
  const other = modules.findIndex(({ language }, i) => i > index && language === one.language);
  const numbers = new Map([
    [index, modules[other]?.number],
    [other, one.number],
  ]);
  return modules.map((spec, i) => ({ ...spec, number: numbers.get(i) ?? spec.number }));
}

function withPart(program: Program, index: number, by: (part: Part) => Part): Program {
  const at = index % Math.max(1, partsOf(program).length);
  let count = 0;
  const change = (parts: readonly Part[]): Part[] => parts.map((part) => (count++ === at ? by(part) : part));
  return {
    ...program,
    modules: program.modules.map((one) => ({ ...one, parts: change(one.parts) })),
    tasks: program.tasks.map((one) => ({ ...one, parts: change(one.parts) })),
    workflow: { ...program.workflow, parts: change(program.workflow.parts) },
  };
}

export function partsOf({ modules, tasks, workflow }: Program): Part[] {
  return [...modules, ...tasks, workflow].flatMap(({ parts }) => parts);
}
