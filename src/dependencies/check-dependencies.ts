import { type DependencyChange, changeOf, mergeFiles, workingDirectory } from './compare.ts';
import { digestOf } from '../values/digest.ts';
import { type Dependencies, decodeDependencies, decodePackageFiles } from './dependencies.ts';

/** A check whether the dependencies of component runs still hold. */
export interface DependencyCheck {
  /** Digests of dependencies that were checked and don't hold any more. */
  readonly outdated: ReadonlySet<string>;
  /** Gives the changes since; empty if there are none. A promise only the first time that a digest is asked for. */
  check(digest: string): readonly DependencyChange[] | Promise<readonly DependencyChange[]>;
}

/** The present state of everything that {@link Dependencies} name. */
export interface PresentState {
  /** Gives the identity of a module's text; null if there is none. */
  module(path: string): string | null;
  /** Gives the path that an import leads to; null if it leads nowhere. */
  resolution(dependency: Dependencies['resolutions'][number]): string | null;
  /** Gives the digest of a file in a package's folder, links followed; `absent` if there is none. */
  packageFile(folder: string, path: string): string;
  file(kind: Dependencies['files'][number]['kind'], path: string): string;
  /** Gives the keyed hash of a variable; null if it isn't set. */
  variable(name: string): string | null;
}

/** Texts that the record keeps, by digest, those that are there. */
export type TextsOf = (digests: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Holds what component runs used against what is there now. Made for one run: what was looked at is not looked at again,
 * so that a run sees everything as of one moment.
 */
export class DependencyChecker implements DependencyCheck {
  readonly outdated = new Set<string>();
  readonly #textsOf: TextsOf;
  readonly #present: PresentState;
  readonly #checked = new Map<string, readonly DependencyChange[] | Promise<readonly DependencyChange[]>>();
  readonly #seen = new Map<string, string | null>();
  readonly #packages = new Map<string, Promise<boolean>>();

  constructor(textsOf: TextsOf, present: PresentState) {
    this.#textsOf = textsOf;
    this.#present = present;
  }

  check(digest: string): readonly DependencyChange[] | Promise<readonly DependencyChange[]> {
    let known = this.#checked.get(digest);
    if (!known) this.#checked.set(digest, (known = this.#check(digest)));
    return known;
  }

  async #check(digest: string): Promise<readonly DependencyChange[]> {
    const text = await this.#textOf(digest);
    const changes = text === undefined ? [lost(digest)] : await this.#changes(decodeDependencies(text));
    if (changes.length > 0) this.outdated.add(digest);
    this.#checked.set(digest, changes);
    return changes;
  }

  /** Gives a text as it was written; undefined for one that is gone, or was damaged since. */
  async #textOf(digest: string): Promise<string | undefined> {
    const text = (await this.#textsOf([digest])).get(digest);
    return text !== undefined && digestOf(text) === digest ? text : undefined;
  }

  async #changes(noted: Dependencies): Promise<DependencyChange[]> {
    const changes: DependencyChange[] = noted.unknown.map((name) => ({ kind: 'unknown', name, change: 'changed' }));
    const hold = (kind: DependencyChange['kind'], name: string, before: string | null, now: string | null): void => {
      if (before !== now) changes.push({ kind, name, change: changeOf(before, now) });
    };
    for (const { path, identity } of noted.modules) {
      hold(
        'module',
        path,
        identity,
        this.#once(`module ${path}`, (present) => present.module(path)),
      );
    }
    for (const dependency of noted.resolutions) {
      const { from, specifier, kind, to } = dependency;
      // If only the package's files decide which of them is meant, `to` is part of the answer.
      const now = this.#once(`${kind} ${from} ${specifier}\0${to}`, (present) => present.resolution(dependency));
      hold('resolution', `'${specifier}' in ${from}`, to, now);
    }
    const files: DependencyChange[] = [];
    for (const { path, kind, state } of noted.files) {
      const now = this.#once(`${kind} ${path}`, (present) => present.file(kind, path));
      const name = kind === 'cwd' ? workingDirectory : path;
      if (now !== state) files.push({ kind: 'file', name, change: changeOf(state, now), access: kind });
    }
    changes.push(...mergeFiles(files));
    for (const { name, hash } of noted.variables) {
      hold(
        'variable',
        name,
        hash,
        this.#once(`variable ${name}`, (present) => present.variable(name)),
      );
    }
    for (const { folder, name, files } of noted.packages) {
      if (!(await this.#samePackage(folder, files))) changes.push({ kind: 'package', name, change: 'changed' });
    }
    return changes;
  }

  #once(key: string, look: (present: PresentState) => string | null): string | null {
    let known = this.#seen.get(key);
    if (known === undefined) this.#seen.set(key, (known = look(this.#present)));
    return known;
  }

  #samePackage(folder: string, digest: string): Promise<boolean> {
    const key = `${folder} ${digest}`;
    let known = this.#packages.get(key);
    if (!known) this.#packages.set(key, (known = this.#comparePackage(folder, digest)));
    return known;
  }

  async #comparePackage(folder: string, digest: string): Promise<boolean> {
    const text = await this.#textOf(digest);
    if (text === undefined) return false;
    return decodePackageFiles(text).every(({ path, state }) => this.#present.packageFile(folder, path) === state);
  }
}

const lost = (digest: string): DependencyChange => ({
  kind: 'unknown',
  name: `what it used (${digest}) is not on record any more, or damaged`,
  change: 'gone',
});
