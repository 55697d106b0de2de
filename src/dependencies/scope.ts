import { createHmac } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { originalFs } from './original-fs.ts';

/** Tells which files are dependencies of a project's tasks when they are read. */
export class DependencyScope {
  readonly root: string;
  /** The root as it is written, and where links lead to: files may be asked for by either. */
  readonly #roots: readonly string[];
  readonly #homes: readonly string[];
  readonly #outside: readonly string[];
  readonly #temporary: readonly string[];
  readonly #person: string;
  /** The record's key of the hashes of variables: without it, nobody can try values out. */
  variableKey: string | undefined;
  readonly #hashes = new Map<string, { readonly value: string; readonly hash: string }>();

  /** `home` is the folder that Clew keeps its own things in. */
  constructor(root: string, home: string) {
    this.root = real(root);
    this.#roots = [...new Set([this.root, resolve(root)])].map(folderPrefix);
    this.#homes = [...new Set([real(home), resolve(home)])].map(folderPrefix);
    const temporary = [tmpdir(), real(tmpdir())].map(folderPrefix);
    this.#outside = [...systemFolders(), dirname(dirname(process.execPath))].map(folderPrefix).concat(temporary);
    // A project may lie in the system's folder for temporary files, and that folder in the project.
    this.#temporary = temporary.filter((folder) =>
      this.#roots.some((prefix) => prefix !== folder && folder.startsWith(prefix)),
    );
    this.#person = folderPrefix(homedir());
  }

  /**
   * Tells whether an absolute path counts as a dependency: it is in the project, or it is data elsewhere that belongs
   * neither to the system nor to a person's settings.
   */
  includes(path: string): boolean {
    const asFolder = path + sep;
    if (startsWithAny(asFolder, this.#homes) || startsWithAny(asFolder, this.#temporary)) return false;
    const own = this.#roots.find((prefix) => asFolder.startsWith(prefix));
    if (own !== undefined) return !skipped.test(sep + path.slice(own.length) + sep);
    if (skipped.test(asFolder) || startsWithAny(asFolder, this.#outside)) return false;
    // A person's settings are files whose names begin with a dot, or that are in such a folder.
    return !(path.startsWith(this.#person) && path[this.#person.length] === '.');
  }

  /** Gives the hash of a variable's value; null if it isn't set. */
  hashOf(name: string, value: string | undefined): string | null {
    if (value === undefined) return null;
    const known = this.#hashes.get(name);
    if (known?.value === value) return known.hash;
    if (this.variableKey === undefined) throw new Error('a variable is to be hashed before its key is there');
    const hash = createHmac('sha256', this.variableKey).update(`${name}\0${value}`).digest('base64url').slice(0, 32);
    this.#hashes.set(name, { value, hash });
    return hash;
  }

  /** Gives the path as dependencies have it: relative to the root, with `/`; absolute on another drive. */
  pathIn(path: string): string {
    const alias = this.#roots.find((prefix) => path.startsWith(prefix));
    const from = alias === undefined ? this.root : alias.slice(0, -1);
    const short = relative(from, path);
    return isAbsolute(short) ? path : (sep === '/' ? short : short.split(sep).join('/')) || '.';
  }
}

const skipped = /[\\/](node_modules|\.git)[\\/]/;

const folderPrefix = (folder: string): string => (folder.endsWith(sep) ? folder : folder + sep);

const startsWithAny = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path.startsWith(prefix));

function real(path: string): string {
  try {
    return originalFs.realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function systemFolders(): string[] {
  if (process.platform === 'win32') {
    const names = ['SystemRoot', 'ProgramFiles', 'ProgramFiles(x86)', 'ProgramData', 'APPDATA', 'LOCALAPPDATA'];
    return names.flatMap((name) => process.env[name] ?? []);
  }
  const unix = ['/proc', '/sys', '/dev', '/etc', '/usr', '/bin', '/sbin', '/opt', '/var', '/run', '/snap', '/boot'];
  const libraries = ['/lib', '/lib32', '/lib64', '/libx32'];
  const mac = ['/System', '/Library', '/Applications', '/private', resolve(homedir(), 'Library')];
  return [...unix, ...libraries, ...(process.platform === 'darwin' ? mac : [])];
}
