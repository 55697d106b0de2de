import { isUtf8 } from 'node:buffer';
import { isAbsolute, join, sep } from 'node:path';
import { isTypeScript } from '../modules/candidates.ts';
import { isInNodeModules, isOwnFile } from '../modules/own-package.ts';
import { facadeFor } from '../modules/commonjs.ts';
import { readModule, textOf } from '../modules/read.ts';
import type { ModuleText } from '../modules/snapshot.ts';
import { pathOfUrl } from '../modules/resolve.ts';
import { digestOf } from '../values/digest.ts';
import { type CallSite, packageFolderOf } from './call-site.ts';
import { type Edge, edgeKey } from './edge.ts';
import { PackageNode } from './package-node.ts';

/** A resolution as the loader has it. */
export interface SeenEdge {
  readonly specifier: string;
  readonly importer: string;
  readonly isRequire: boolean;
  readonly url: string | undefined;
}

/**
 * The graph of the modules loaded in this process, by what led to what: project files one by one, packages as a whole.
 */
export class ModuleGraph {
  /** Goes up whenever something new is in here. */
  version = 0;
  readonly #files = new Map<string, Map<string, Edge>>();
  readonly #packages = new Map<string, PackageNode>();
  readonly #identities = new Map<string, Set<string>>();
  readonly #anybodys = new Set<string>();
  readonly #loaded = new Set<string>();
  readonly #loadedInThreads = new Set<string>();
  readonly #loadedInRuns = new Set<string>();
  readonly #importedInRuns = new Map<string, Set<string>>();
  readonly #seen = new Map<string, Map<string, SeenEdge>>();
  #fresh: SeenEdge[] = [];

  /** Notes a resolution as the loader has it; sorting it in can wait. */
  addResolution(edge: SeenEdge): void {
    const key = edgeKey(edge.specifier, edge.isRequire) + (edge.url === undefined ? ' ?' : '');
    let known = this.#seen.get(edge.importer);
    if (!known) this.#seen.set(edge.importer, (known = new Map()));
    if (known.get(key)?.url === edge.url && known.has(key)) return;
    known.set(key, edge);
    this.#fresh.push(edge);
    this.version++;
  }

  /** Notes that a component run has imported something from a project file. */
  addImportInRun(file: string, key: string): void {
    const known = this.#importedInRuns.get(file);
    if (known?.has(key)) return;
    if (known) known.add(key);
    else this.#importedInRuns.set(file, new Set([key]));
    this.version++;
  }

  /** The keys of edges that component runs have imported from a project file. */
  importedInRuns(file: string): ReadonlySet<string> | undefined {
    return this.#importedInRuns.get(file);
  }

  /** Notes a loaded module. `source` is the text that ran, if the loader has it. */
  addModule(file: string, source: string | Uint8Array | undefined, inRun: boolean): void {
    if (isOwnFile(file)) return;
    if (isInNodeModules(file)) {
      const node = this.package(file);
      // Files that an already loaded package loads later don't count.
      if (inRun && node.isUnused) this.#loadedInRuns.add(file);
      node.addFile(file);
    } else {
      this.#addIdentity(file, source);
      this.#loaded.add(file);
      if (inRun) this.#loadedInRuns.add(file);
    }
    this.version++;
  }

  /** Notes a module that another thread has loaded: nothing of it is in the memory of this one. */
  addThreadModule(file: string, source: string | Uint8Array | undefined): void {
    if (isOwnFile(file)) return;
    if (isInNodeModules(file)) this.package(file).addFile(file);
    else {
      this.#addIdentity(file, source);
      this.#loadedInThreads.add(file);
    }
    this.version++;
  }

  #addIdentity(file: string, source: string | Uint8Array | undefined): void {
    const identity = identityOf(file, source);
    const known = this.#identities.get(file);
    if (known) known.add(identity);
    else this.#identities.set(file, new Set([identity]));
  }

  /** Notes that a file of a package was read, rather than loaded, at a place. */
  addData(file: string, site: CallSite): void {
    const node = this.package(file);
    if (node.addData(file)) this.version++;
    this.addUse(file, site);
  }

  /** Notes that a package is used at a place, by one of its files. */
  addUse(file: string, site: CallSite): void {
    const node = this.package(file);
    const to = join(node.folder, 'package.json');
    const edge: Edge = { specifier: to, kind: 'require', to, isStatic: false, key: edgeKey(to, true) };
    if (site.kind === 'unknown') {
      if (this.#anybodys.has(to)) return;
      this.#anybodys.add(to);
    } else if (site.kind === 'package') {
      const { edges } = this.package(join(site.folder, 'package.json'));
      const { size } = edges;
      this.package(join(site.folder, 'package.json')).addEdge(site.folder, edge);
      if (edges.size === size) return;
    } else if (!this.#addEdge(site.file, edge)) return;
    this.version++;
  }

  /** Notes that a file goes on as if it stood elsewhere: what is required from there is required by that file. */
  addElsewhere(file: string, elsewhere: string): void {
    const key = edgeKey(elsewhere, true);
    if (this.#addEdge(file, { specifier: elsewhere, kind: 'require', to: elsewhere, isStatic: false, key }))
      this.version++;
  }

  /** Files of packages that were read where nobody knows by whom. */
  get anybodys(): ReadonlySet<string> {
    return this.#anybodys;
  }

  #addEdge(file: string, edge: Edge): boolean {
    let edges = this.#files.get(file);
    if (!edges) this.#files.set(file, (edges = new Map()));
    const key = `${edge.key}\0${edge.to}`;
    if (edges.has(key)) return false;
    edges.set(key, edge);
    return true;
  }

  /** Files that were first loaded while a component run was under way. */
  get loadedInRuns(): ReadonlySet<string> {
    return this.#loadedInRuns;
  }

  /** Gives the edges that lead out of a project file. */
  edgesOf(file: string): Iterable<Edge> {
    this.#sortIn();
    return this.#files.get(file)?.values() ?? [];
  }

  /** Gives the package of a file in node_modules. */
  package(file: string): PackageNode {
    const folder = packageFolderOf(file);
    let node = this.#packages.get(folder);
    if (!node) this.#packages.set(folder, (node = new PackageNode(folder)));
    return node;
  }

  packageIn(folder: string): PackageNode {
    this.#sortIn();
    return this.#packages.get(folder) ?? this.package(folder + sep);
  }

  /** Tells whether only other threads have loaded a project file, as far as was seen. */
  isOfThreads(file: string): boolean {
    return this.#loadedInThreads.has(file) && !this.#loaded.has(file);
  }

  /** Tells whether this thread has loaded a project file, as far as was seen. */
  isLoaded(file: string): boolean {
    return this.#loaded.has(file);
  }

  /** Gives the identities of the texts that were loaded from a project file; of the file itself if none was. */
  identitiesOf(file: string): Iterable<string> {
    return this.#identities.get(file) ?? [readModule(file).identity];
  }

  #sortIn(): void {
    const fresh = this.#fresh;
    if (fresh.length === 0) return;
    this.#fresh = [];
    for (const { specifier, importer, isRequire, url } of fresh) {
      const from = pathOf(importer);
      const to = url === undefined ? undefined : pathOf(url);
      // Skips Node's own modules, Clew's files, and modules without a file.
      if (from === undefined || isOwnFile(from) || (url !== undefined && (to === undefined || isOwnFile(to)))) continue;
      // Skips imports that the loader and the transformer added themselves.
      if (from === to || (specifier.startsWith('@oxc-project/runtime/') && isTypeScript(from))) continue;
      const kind = isRequire ? 'require' : 'import';
      const key = edgeKey(specifier, isRequire);
      if (isInNodeModules(from)) this.package(from).addEdge(from, { specifier, kind, to, isStatic: true, key });
      else this.#addEdge(from, { specifier, kind, to, isStatic: namesIn(from).has(key), key });
    }
  }
}

const names = new WeakMap<ModuleText, ReadonlySet<string>>();

function namesIn(file: string): ReadonlySet<string> {
  const text = moduleAt(file);
  if (!text) return noNames;
  let known = names.get(text);
  if (!known) {
    const keys = text.summary.imports.map(({ specifier, kind }) => edgeKey(specifier, kind === 'require'));
    names.set(text, (known = new Set(keys)));
  }
  return known;
}

/** Reads the text of an importer; undefined if it has none: `createRequire` takes any path. */
function moduleAt(file: string): ModuleText | undefined {
  try {
    return readModule(file);
  } catch {
    return undefined;
  }
}

const noNames: ReadonlySet<string> = new Set();

const isPlain = process.platform === 'win32' ? /^(?!)/ : /^file:\/\/\/[^%?#]*$/;

/** Gives the path of a module's address; undefined if it has no file. */
export function pathOf(address: string): string | undefined {
  // There are thousands of them, and parsing an address takes longer than loading from memory.
  if (isPlain.test(address)) return address.slice('file://'.length);
  try {
    return isAbsolute(address) ? address : pathOfUrl(address);
  } catch {
    return undefined;
  }
}

/**
 * Gives the identity of a loaded text: its digest where it isn't the text that {@link readModule} has, which then
 * matches nothing on disk.
 */
function identityOf(file: string, source: string | Uint8Array | undefined): string {
  let module: ModuleText;
  try {
    module = readModule(file);
  } catch {
    // The text can't be parsed: importing it reports that.
    return digestOf(source ?? '');
  }
  // TypeScript runs as it was compiled there.
  if (source === undefined || module.code !== null) return module.identity;
  const text = typeof source === 'string' ? source : Buffer.from(source).toString(isUtf8(source) ? 'utf8' : 'base64');
  if (text === module.source || `\uFEFF${text}` === module.source) return module.identity;
  // What imports CommonJS gets a module that only requires the file.
  return !module.esm && text === facadeFor(file, textOf(module.source)) ? module.identity : digestOf(text);
}
