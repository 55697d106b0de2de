import { isBuiltin } from 'node:module';
import { digestOf } from '../../values/digest.ts';
import { neededBy } from '../packages.ts';
import { flat, partsOfRoot, sliceOf } from './slice.ts';
import { linkOf, makesState, originOf, summaryOf } from './links.ts';
import type { ExportTarget, Part, Specifier, StatementSummary } from './summary.ts';

/** The part of a file that counts: all of it, or what some of its top-level names reach. */
export type Extent = 'whole' | readonly string[];

/** The files, whole or in part, and the packages that some code reaches. */
export class Reach {
  /** Extents in the order in which files are reached. */
  readonly #extents = new Map<string, Extent>();
  readonly #packages = new Map<string, Set<string>>();

  /** The entries come first, in their order. Several of one file add up. `imports`: what counts besides. */
  constructor(
    entries: Iterable<readonly [file: string, extent: Extent]>,
    imports: Iterable<readonly [file: string, from: Specifier]> = [],
  ) {
    for (const [file, extent] of entries) this.#add(file, extent);
    for (const [file, from] of imports) this.#link(file, from);
    // Iterating over a map includes items added meanwhile; files that became whole later need another round.
    const done = new Map<string, Extent>();
    for (let isOpen = true; isOpen;) {
      isOpen = false;
      for (const file of this.#extents.keys()) {
        if (done.get(file) === this.extentOf(file)) continue;
        isOpen = true;
        done.set(file, this.extentOf(file)!);
        this.#follow(file);
      }
    }
  }

  get files(): readonly string[] {
    return [...this.#extents.keys()];
  }

  extentOf(file: string): Extent | undefined {
    return this.#extents.get(file);
  }

  /**
   * The packages that are imported, and those they need in turn, with their versions; several versions of one package
   * are joined.
   */
  get packages(): Readonly<Record<string, string>> {
    const sorted = [...this.#packages].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, versions]) => [name, [...versions].sort().join(', ')]));
  }

  statementsOf(file: string): StatementSummary[] {
    return statementsIn(file, this.extentOf(file) ?? []);
  }

  /**
   * Gives the identity of all that counts, whatever the files are called. `shown` gives a file's path, for code that
   * asks for it.
   */
  identity(shown: (file: string) => string): string {
    const numbers = new Map(this.files.map((file, i) => [file, i]));
    const contents = this.files.map((file) =>
      contentOf(file, this.extentOf(file)!, (target) => numbers.get(target) ?? null, shown),
    );
    return digestOf(JSON.stringify([contents, this.packages]));
  }

  #add(file: string, extent: Extent): void {
    const known = this.#extents.get(file);
    const isWhole = extent === 'whole' || summaryOf(file).whole;
    if (known === 'whole' || (known && !isWhole && extent.every((root) => known.includes(root)))) return;
    this.#extents.set(file, isWhole ? 'whole' : [...new Set([...(known ?? []), ...extent])].sort());
  }

  #follow(file: string): void {
    const extent = this.extentOf(file)!;
    if (extent === 'whole') for (const one of importsOfWhole(file)) this.#link(file, one);
    else for (const part of partsIn(file, extent)) this.#followPart(file, part);
  }

  #followPart(file: string, part: Part): void {
    if (typeof part === 'string' || 'local' in part || 'of' in part) return;
    if ('specifier' in part) return this.#link(file, part);
    const from = needOf(file, part);
    if (from) this.#link(file, from);
  }

  #link(file: string, from: Specifier): void {
    const link = linkOf(file, from);
    if (link.kind === 'file') this.#add(link.file, 'whole');
    else if (link.kind === 'package') {
      this.#addPackage(link.name, link.pack?.version);
      for (const { name, version } of link.pack ? neededBy(link.pack) : []) if (name) this.#addPackage(name, version);
    }
    // An optional package that gets installed later changes what the code does.
    else if (link.kind === 'missing' && link.name !== undefined) this.#addPackage(link.name, 'not installed');
  }

  #addPackage(name: string, version = 'unversioned'): void {
    const known = this.#packages.get(name);
    if (known) known.add(version);
    else this.#packages.set(name, new Set([version]));
  }
}

/** Gives the import that a name needs; undefined if it is Clew's in the end, or only a type. */
function needOf(file: string, { imported, member }: { imported: string; member?: string }): Specifier | undefined {
  const { bindings } = summaryOf(file);
  if (!Object.hasOwn(bindings, imported)) return undefined;
  const origin = originOf(file, { root: imported, path: member === undefined ? [] : [member] });
  if (origin.kind === 'clew' || origin.kind === 'missing') return undefined;
  return bindings[imported];
}

const wholes = new Map<string, readonly Specifier[]>();

/** Gives all that a whole file imports, except what is only asked for as an input, and what is Clew's in the end. */
function importsOfWhole(file: string): readonly Specifier[] {
  let known = wholes.get(file);
  if (!known) {
    const { imports, bindings, exports, stars, bare, statements } = summaryOf(file);
    const parts = statements.flatMap((statement) => flat(file, statement.parts));
    const exported = Object.values(exports).map((target) => ('local' in target ? { imported: target.local } : target));
    const needed = new Set<string>([...stars, ...bare]);
    for (const part of [...parts, ...exported]) {
      if (typeof part === 'string' || 'local' in part) continue;
      const from = 'specifier' in part ? part : needOf(file, part);
      if (from) needed.add(from.specifier);
    }
    const mentioned = new Set(Object.values(bindings).map(({ specifier }) => specifier));
    known = imports.filter(
      ({ specifier, kind }) => kind !== 'import' || needed.has(specifier) || !mentioned.has(specifier),
    );
    wholes.set(file, known);
  }
  return known;
}

function statementsIn(file: string, extent: Extent): StatementSummary[] {
  const { statements } = summaryOf(file);
  if (extent === 'whole') return [...statements];
  return [...sliceOf(file, extent)].sort((a, b) => a - b).map((at) => statements[at]!);
}

function partsIn(file: string, extent: readonly string[]): Part[] {
  const settings = extent.flatMap((root) => partsOfRoot(file, root));
  return flat(file, [...settings, ...statementsIn(file, extent).flatMap(({ parts }) => parts)]);
}

/** Gives the part of a file that counts, as plain data. `named` gives what stands for another file. */
function contentOf(
  file: string,
  extent: Extent,
  named: (file: string) => number | string | null,
  shown: (file: string) => string,
): unknown {
  const { goal, exports, stars, bare, hidden } = summaryOf(file);
  const statements = statementsIn(file, extent);
  const place = statements.some(({ usesPath }) => usesPath) ? [shown(file)] : [];
  // No other module sees the names in a part of a file, so variables are numbered in order.
  const numbers = new Map<string, number>();
  const numberOf = (name: string): number => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  };
  const isNumbered = (name: string): boolean => extent !== 'whole' && hidden.includes(name);
  const of = (parts: readonly Part[]): unknown[] =>
    flat(file, parts).map((part) =>
      typeof part === 'object' && 'local' in part && isNumbered(part.local)
        ? ['variable', numberOf(part.local)]
        : wordOf(file, part, named),
    );
  const texts = statements.map(({ parts }) => of(parts));
  if (extent !== 'whole') {
    const settings = extent.map((root) => of(partsOfRoot(file, root))).filter((parts) => parts.length > 0);
    return ['part', settings, texts, place];
  }
  const names = Object.entries(exports)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, target]) => [name, exportWord(file, target, named)]);
  const others = [...stars, ...bare].map((specifier) => wordOf(file, { specifier, kind: 'import' }, named));
  return ['whole', goal, texts, names, others, place];
}

function exportWord(file: string, target: ExportTarget, named: (file: string) => number | string | null): unknown {
  if ('specifier' in target) return [wordOf(file, { specifier: target.specifier, kind: 'import' }, named), target.name];
  const isImported = Object.hasOwn(summaryOf(file).bindings, target.local);
  return isImported ? wordOf(file, { imported: target.local }, named) : target.local;
}

function wordOf(
  file: string,
  part: Exclude<Part, { readonly of: unknown }>,
  named: (file: string) => number | string | null,
): unknown {
  if (typeof part === 'string') return part;
  if ('local' in part) return `name ${part.local}`;
  if ('specifier' in part) {
    const link = linkOf(file, part);
    if (link.kind === 'file') return [named(link.file)];
    const { specifier } = part;
    return [isBuiltin(specifier) ? specifier.replace(/^node:/, '') : specifier];
  }
  const path = part.member === undefined ? [] : [part.member];
  const origin = originOf(file, { root: part.imported, path });
  if (origin.kind === 'clew') return ['clew', ...origin.path];
  if (origin.kind === 'missing') return ['nothing'];
  const { name, ...from } = summaryOf(file).bindings[part.imported]!;
  return [
    wordOf(file, { specifier: from.specifier, kind: from.kind }, named),
    name === '*' ? (part.member ?? '*') : name,
  ];
}

/** Gives the identity of what counts of one file, with other files known by their paths. */
export const identityOfFile = (file: string, extent: Extent, shown: (file: string) => string): string =>
  digestOf(JSON.stringify(contentOf(file, extent, shown, shown)));

/**
 * Tells whether something in these statements may remember what happened before. `changed`: names that other modules
 * change.
 */
export const holdsState = (
  file: string,
  statements: readonly StatementSummary[],
  changed: ReadonlySet<string>,
): boolean =>
  statements.some(
    (statement) =>
      statement.holdsState ||
      statement.declares.some((name) => changed.has(`${file}\0${name}`)) ||
      statement.makers.some((maker) => makesState(file, maker)),
  );
