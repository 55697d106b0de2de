import { display, displayEncoded } from '../../values/display.ts';
import { encode } from '../../values/encode.ts';
import { decode } from '../../values/special-values.ts';
import { HashedSecret, mask } from '../../values/hashed-secret.ts';
import type { Changes, CodeChange, FileChange, InputChange, Maker, ParamChange } from './reason.ts';

/** The code of one side: a manifest, without the sources. */
export interface CodeSide {
  readonly entry: string;
  readonly files: readonly FileSide[];
  readonly packages: Readonly<Record<string, string>>;
}

export interface FileSide {
  readonly path: string;
  readonly digest: string;
  /** The digest of what counts of it; what the record kept long ago has none. */
  readonly identity?: string;
  /** Names of its top level, where only what they reach counts. */
  readonly roots?: readonly string[];
}

/** One parameter: its text to compare, and how it is shown. */
export interface ParamSide {
  readonly text: string;
  readonly shown: unknown;
  readonly secret: boolean;
}

export type ParamsSide = ReadonlyMap<string, ParamSide>;

/** One value that came in through a field. */
export interface InputItem extends Maker {
  readonly content: string;
}

export type InputsSide = ReadonlyMap<string, readonly InputItem[]>;

/** More files than these are counted only. */
const maxFiles = 10;

export const isChange = ({ code, params, inputs, dependencies }: Changes): boolean =>
  code !== null || params.length > 0 || inputs.length > 0 || dependencies.length > 0;

/** Tells what is different in the code now; null where nothing is. `via` tells how a file of it is reached. */
export function compareCode(
  before: CodeSide,
  now: CodeSide,
  via: (path: string) => readonly string[],
): CodeChange | null {
  const [old, fresh] = [before, now].map(({ files }) => new Map(files.map((file) => [file.path, file])));
  const moved = before.entry === now.entry ? null : { from: before.entry, to: now.entry };
  const files: FileChange[] = [];
  for (const [path, file] of fresh!) {
    const change = compareFile(old!.get(path), file);
    if (change) files.push({ path, change, via: [] });
  }
  for (const path of old!.keys()) if (!fresh!.has(path)) files.push({ path, change: 'gone', via: [] });
  // An edit says more than the files that it brought in.
  const order = ['changed', 'compiled', 'new', 'gone'];
  files.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
  const packages = [...new Set([...Object.keys(now.packages), ...Object.keys(before.packages)])]
    .map((name) => ({ name, from: before.packages[name] ?? null, to: now.packages[name] ?? null }))
    .filter(({ from, to }) => from !== to);
  if (!moved && files.length === 0 && packages.length === 0) return null;
  const named = files.slice(0, maxFiles);
  return {
    moved,
    files: named.map((file) => (file.change === 'gone' ? file : { ...file, via: via(file.path) })),
    moreFiles: files.length - named.length,
    packages,
  };
}

/** An edit that doesn't count is none. */
function compareFile(before: FileSide | undefined, now: FileSide): FileChange['change'] | undefined {
  if (!before) return 'new';
  const comparable = before.identity !== undefined && now.identity !== undefined;
  if (comparable ? before.identity === now.identity : before.digest === now.digest) return undefined;
  return before.digest === now.digest ? 'compiled' : 'changed';
}

/** Parameters as the record has them: of secrets, it shows whether they are the same. */
export function paramsOf(encoded: string): ParamsSide {
  const shown = displayEncoded(encoded) as Readonly<Record<string, unknown>>;
  const values = decode(encoded, { decode: (tag, value) => ({ [tag]: value }) }) as Readonly<Record<string, unknown>>;
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      { text: textOf(value), shown: shown[name], secret: value instanceof HashedSecret || value === mask },
    ]),
  );
}

/** A parameter as the record has it: hashed, if it is secret. */
export function paramSide(value: unknown, secret: boolean): ParamSide {
  return { text: textOf(value), shown: display(value), secret };
}

/** A secret that an older Clew recorded has no hash, and is not known to be another one. */
const isSame = (from: ParamSide | undefined, to: ParamSide | undefined): boolean =>
  from?.text === to?.text || (from?.secret === true && to?.secret === true && (isUnhashed(from) || isUnhashed(to)));

/** Tells whether it is a secret that an older Clew recorded. */
export const isUnhashed = (side: ParamSide | undefined): boolean => side?.text === `"${mask}"`;

const textOf = (value: unknown): string => encode(value);

export function compareParams(
  before: ParamsSide,
  now: ParamsSide,
  isSignificant: (name: string) => boolean = () => true,
): ParamChange[] {
  const names = new Set([...now.keys(), ...before.keys()]);
  const changes: ParamChange[] = [];
  for (const name of names) {
    const [from, to] = [before.get(name), now.get(name)];
    if (isSame(from, to) || !isSignificant(name)) continue;
    const secret = (from?.secret || to?.secret) ?? false;
    const shown = { ...(from && { from: from.shown }), ...(to && { to: to.shown }) };
    changes.push(secret ? { name, secret } : { name, secret, ...shown });
  }
  return changes;
}

/** How many parameters are the same: of several earlier runs, the one with most of them is the most alike. */
export function likeness(before: ParamsSide, now: ParamsSide): number {
  let same = 0;
  for (const [name, { text }] of now) if (before.get(name)?.text === text) same += 1;
  return same;
}

export function compareInputs(
  before: InputsSide,
  now: InputsSide,
  isSignificant: (field: string) => boolean = () => true,
): InputChange[] {
  const changes: InputChange[] = [];
  for (const field of new Set([...now.keys(), ...before.keys()])) {
    if (!isSignificant(field)) continue;
    const [old, fresh] = [before.get(field) ?? [], now.get(field) ?? []];
    const changed = fresh.flatMap(({ content }, i) => (content === old[i]?.content ? [] : [i]));
    if (changed.length === 0 && old.length === fresh.length) continue;
    const [first] = changed;
    changes.push({
      field,
      from: old.length,
      to: fresh.length,
      changed: changed.length,
      madeBy: first === undefined ? null : makerOf(fresh[first]),
      before: first === undefined ? null : makerOf(old[first]),
    });
  }
  return changes;
}

const makerOf = (item: InputItem | undefined): Maker | null =>
  item ? { node: item.node, componentRun: item.componentRun } : null;
