import type { DependencyChange } from '../../dependencies/compare.ts';
import type { FileKind } from '../../dependencies/dependencies.ts';
import { external } from '../../lineage/external.ts';
import { formatAge, formatDuration, formatExact } from '../../values/duration.ts';
import type {
  Reason,
  Changes,
  CodeChange,
  Compared,
  FileChange,
  InputChange,
  PackageChange,
  ParamChange,
} from './reason.ts';

/**
 * Puts a reason into words that people understand. `task`: whose reason it is; undefined if that goes without saying.
 */
export function wordsOf(because: Reason, task?: string, now = Date.now()): string {
  switch (because.kind) {
    case 'forced':
      return 'forced';
    case 'forced-from':
      return `forced from ${because.task}`;
    case 'after-forced':
      return 'comes after a forced task';
    case 'asked-again':
      return `asked for again by clew rerun ${because.run}`;
    case 'cache-off':
      return 'its cache is off';
    case 'workflow-failed':
      return `${because.workflow} failed`;
    case 'workflow-over':
      return `${because.workflow} is over`;
    case 'never-ran':
      return 'never ran before';
    case 'changed':
      return changedWords(because, task);
    case 'version-changed':
      return `its version changed: it is ${shown(because.version)} now`;
    case 'unfinished':
      return `${because.status === 'failed' ? 'failed' : 'was cancelled'} the last time: ${runAndTime(because.comparedWith, now)}`;
    case 'artifact-damaged':
      return `what it made is damaged: ${runAndTime(because.comparedWith, now)}`;
    case 'artifact-gone':
      return `what it made is not there any more: ${because.artifact} of ${because.comparedWith.componentRun} in ${because.place}`;
    case 'expired':
      return expiredWords(now - Date.parse(because.comparedWith.at), because.keptFor);
    case 'unlike':
      return 'nothing recorded has this code, these parameters and these inputs';
    case 'input-runs':
      return `needs what ${because.node} gives, which runs`;
    case 'input-unknown':
      return because.waitsFor === null
        ? 'needs something that is not known yet'
        : `${because.fields.join(', ')} depends on ${because.waitsFor}, which is not there yet`;
    case 'mapping-fails':
      return `will fail: ${because.message}`;
    case 'input-fails':
      return `needs what ${because.node} gives, which will fail`;
    case 'cached':
      return `same code, parameters and inputs as ${runAndTime(because.from, now)}`;
  }
}

const runAndTime = ({ componentRun, run, at }: Compared, now: number): string =>
  `${componentRun}${run === null ? '' : ` of ${run}`}, ${formatDuration(Math.max(0, now - Date.parse(at)))} ago`;

const expiredWords = (age: number, keptFor: number): string =>
  age < 0
    ? `expired: made ${formatAge(-age)} from now, by a clock that was wrong, kept for ${formatExact(keptFor)}`
    : `expired: made ${formatAge(age)} ago, kept for ${formatExact(keptFor)}`;

function changedWords(because: Extract<Reason, { kind: 'changed' }>, task?: string): string {
  const { code, params, inputs, awaits } = because;
  return [
    ...(code ? codeWords(code) : []),
    ...named(params, 3, paramWords),
    ...named(inputs, 2, inputWords),
    ...named(unsaid(because), 3, (change) => dependencyWords(change, task)),
    ...(awaits === undefined ? [] : [`needs what ${awaits} gives, which runs`]),
  ].join('; ');
}

/** The first few, and how many there are besides. */
function named<T>(things: readonly T[], most: number, words: (thing: T) => string): string[] {
  const texts = things.slice(0, most).map(words);
  return things.length > most ? [...texts, `and ${things.length - most} more`] : texts;
}

function codeWords({ moved, files, moreFiles, packages }: CodeChange): string[] {
  const texts = files.slice(0, 2).map(fileWords);
  const more = files.length - texts.length + moreFiles;
  if (moved) texts.unshift(`the task is in ${moved.to} now, it was in ${moved.from}`);
  if (more > 0) texts.push(`and ${more} more`);
  return [...(texts.length > 0 ? [`code changed: ${texts.join(', ')}`] : []), ...named(packages, 2, packageWords)];
}

export function fileWords({ path, change, via }: FileChange): string {
  if (change === 'gone') return `${path} is not imported any more`;
  const way = via.length > 2 ? ` (by ${chain(via)})` : via.length === 2 ? ` (imported by ${via[0]})` : '';
  const what = change === 'new' ? ' is new' : change === 'compiled' ? ' is the same, compiled differently' : '';
  return `${path}${what}${way}`;
}

const chain = (via: readonly string[]): string =>
  (via.length > 6 ? [...via.slice(0, 2), '…', ...via.slice(-3)] : via).join(' → ');

/** Gives the dependencies without the packages that the code changes already name. */
export function unsaid({ code, dependencies }: Pick<Changes, 'code' | 'dependencies'>): readonly DependencyChange[] {
  const said = new Set(code?.packages.map(({ name }) => name));
  return dependencies.filter(({ kind, name }) => kind !== 'package' || !said.has(name));
}

/** Says how one of a task's dependencies has changed; `task` is the task's name. */
export function dependencyWords(dependency: DependencyChange, task?: string): string {
  const { kind, name, change, access = 'content', from, to } = dependency;
  switch (kind) {
    case 'module':
      return usedWords(dependency, 'loaded', task === undefined ? 'while it ran' : `by ${task} while it ran`);
    case 'file':
      if (access === 'cwd') return `${name} is another one`;
      return usedWords(dependency, accessWords[access], task === undefined ? 'while it ran' : `by ${task}`);
    case 'package':
      return from === undefined
        ? `package ${usedWords(dependency, 'used')}`
        : packageWords({ name, from, to: to ?? null });
    case 'resolution':
      if (change === 'gone') return `${name} can't be resolved any more`;
      return change === 'new' ? `${name} can be resolved now` : `${name} resolves to another file now`;
    case 'variable':
      if (name === '*') return 'the environment changed (a variable is read by a computed name)';
      if (change === 'new') return `${name} is set now, it was not before`;
      return change === 'gone' ? `${name} is not set any more` : usedWords(dependency, 'used');
    case 'unknown':
      return name;
  }
}

const accessWords: Readonly<Record<FileKind, string>> = {
  content: 'read',
  exists: 'looked for',
  list: 'listed',
  stat: 'checked',
  link: 'followed',
  glob: 'declared',
  cwd: 'asked for',
};

function usedWords({ name, change }: DependencyChange, used: string, how?: string): string {
  if (change === 'only-now') return `${name} is ${used} now, it was not before`;
  if (change === 'only-before') return `${name} is not ${used} any more`;
  const what = change === 'changed' ? 'changed' : `is ${change}`;
  return `${name} ${what}${how === undefined ? '' : ` (${used} ${how})`}`;
}

export function packageWords({ name, from, to }: PackageChange): string {
  if (from === null) return `package ${name} is new: ${to}`;
  return to === null ? `package ${name} is gone: it was ${from}` : `package ${name} changed: ${from} → ${to}`;
}

export function paramWords({ name, secret, unknown, ...sides }: ParamChange): string {
  if (unknown) return `secret parameter ${name} may be another one: an older Clew kept no hash of it`;
  if (secret) return `secret parameter ${name} changed`;
  if (!('from' in sides)) return `parameter ${name} is new: ${shown(sides.to)}`;
  if (!('to' in sides)) return `parameter ${name} is gone: it was ${shown(sides.from)}`;
  return `parameter ${name} changed: ${shown(sides.from)} → ${shown(sides.to)}`;
}

export function inputWords({ field, from, to, changed, madeBy, before }: InputChange): string {
  const start = `input ${field} changed`;
  const values =
    to === from ? `${changed ?? 'some'} of ${to} values` : `${to} ${to === 1 ? 'value' : 'values'} instead of ${from}`;
  const count = from === 1 && to === 1 ? '' : values;
  const isOutside = madeBy?.node === external.component;
  const by = isOutside
    ? 'from outside'
    : madeBy && `made by ${madeBy.node}${madeBy.componentRun === null ? '' : ` in ${madeBy.componentRun}`}`;
  const was =
    before?.componentRun && before.componentRun !== madeBy?.componentRun ? `, was ${before.componentRun}` : '';
  const first = by && `${count ? 'the first ' : ''}${by}${was}`;
  return `${start}: ${[count, first].filter(Boolean).join(', ')}`;
}

const longest = 60;

/** A plain JSON value, short. */
function shown(value: unknown): string {
  const plain = typeof value === 'string' && /^[\p{L}\p{N}_.:/+-]+$/u.test(value);
  const text = plain ? value.replace(/^(\d{4}-\d\d-\d\d)T00:00:00\.000Z$/, '$1') : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
