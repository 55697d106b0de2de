import childProcess from 'node:child_process';
import { isAbsolute, resolve, basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isJavaScript, isTypeScript } from '../modules/candidates.ts';
import { absent, fileState } from './file-state.ts';
import { type FileWatch, type WatchedCall, absolutePath } from './file-watch.ts';
import { optionIn } from './open-flags.ts';
import { originalFs, workingFolder } from './original-fs.ts';
import { type AnyFunction, alike, patchFunction } from './patch-function.ts';

/** Watches what is started beside this thread: files of the project among its arguments count, and modules with their imports. */
export function watchChildren(watch: FileWatch): void {
  for (const name of ['spawn', 'spawnSync', 'execFile', 'execFileSync']) {
    before(name, (args, called) => {
      const list = Array.isArray(args[1]) ? (args[1] as unknown[]) : [];
      const options = list === args[1] ? args[2] : args[1];
      // A shell takes one line apart into words.
      const words = optionIn(options, 'shell') ? [args[0], ...list].flatMap(wordsIn) : wordsOf(args[0], list);
      noteWords(watch, words, options, called);
    });
  }
  for (const name of ['exec', 'execSync']) {
    before(name, (args, called) => noteWords(watch, wordsIn(args[0]), args[1], called));
  }
  before('fork', (args, called) => {
    const list = Array.isArray(args[1]) ? (args[1] as unknown[]) : [];
    const options = list === args[1] ? args[2] : args[1];
    noteWords(watch, [args[0] instanceof URL ? fileURLToPath(args[0]) : args[0], ...list], options, called);
  });
}

function before(name: string, note: (args: readonly unknown[], called: AnyFunction) => void): void {
  const noting = (original: AnyFunction): AnyFunction => {
    const patched: AnyFunction = function started(this: unknown, ...args: unknown[]): unknown {
      note(args, patched);
      return original.apply(this, args);
    };
    return patched;
  };
  patchFunction(childProcess, name, (original) => {
    const patched = noting(original);
    const promised = (original as { [promisify.custom]?: AnyFunction })[promisify.custom];
    if (promised) Object.defineProperty(patched, promisify.custom, { value: alike(noting(promised), promised) });
    return patched;
  });
}

/** Notes the files among words, as whoever is started takes them. */
export function noteWords(watch: FileWatch, words: readonly unknown[], options: unknown, called: AnyFunction): void {
  const own = optionIn(options, 'cwd');
  // There is no telling what the child does with the folder it inherits.
  if (!isAbsolutePath(own)) watch.noteFolder(called);
  const cwd = absolutePath(own) ?? workingFolder();
  for (const folder of foldersOf(words, cwd)) {
    if (folder !== cwd) noteAbsent(watch, folder, called);
    for (const word of words) {
      if (typeof word !== 'string' || word === '') continue;
      const value = /^--?[\w-]+=(.+)$/.exec(word)?.[1];
      for (const name of value === undefined ? [word] : [word, value]) {
        const path = resolve(folder, name);
        if (!noteFile(watch, path, called) && isPathLike(name)) noteAbsent(watch, path, called);
      }
    }
  }
}

/** Notes a file that is there; of a module, what it imports as well. Tells whether it is there. */
export function noteFile(watch: FileWatch, path: string | undefined, called: AnyFunction): boolean {
  if (path === undefined || !isFile(path)) return false;
  const call: WatchedCall | undefined = watch.call(path, called);
  if (!call) return true;
  if (isTypeScript(path) || isJavaScript(path)) watch.noteProgram(call);
  else watch.noteTree(call);
  return true;
}

/** Notes that a file isn't there that is named, unless whoever is started makes it. */
function noteAbsent(watch: FileWatch, path: string, called: AnyFunction): void {
  if (fileState('exists', path, watch.log.digests) !== absent) return;
  const call = watch.call(path, called);
  if (call) watch.noteUnlessMade(call);
}

const isAbsolutePath = (path: unknown): boolean =>
  path instanceof URL || (typeof path === 'string' && isAbsolute(path));

function isFile(path: string): boolean {
  try {
    return originalFs.statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The words of a line, roughly as a shell takes it apart: those that are no files matter to nobody. */
export function wordsIn(line: unknown): string[] {
  if (typeof line !== 'string') return [];
  const words = line.matchAll(/(?:[^\s"'|&;<>()]|"(?:[^"\\]|\\.)*"|'[^']*')+/g);
  return Array.from(words, ([word]) => word.replaceAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'/g, '$1$2'));
}

/** The words of a program and its arguments, with those of the line that a shell is given behind `-c`. */
export function wordsOf(program: unknown, list: readonly unknown[]): unknown[] {
  const isShell = typeof program === 'string' && /^(?:ba|da|z|k|a|fi)?sh$/.test(basename(program));
  const at = isShell ? list.findIndex((word) => typeof word === 'string' && /^-[a-z]*c$/.test(word)) : -1;
  return [program, ...list, ...(at < 0 ? [] : wordsIn(list[at + 1]))];
}

/** No line moves through more folders than that. */
const maxFolders = 32;

/** The folders that words may count from: the first one, and each that a `cd` among them leads to. */
export function foldersOf(words: readonly unknown[], first: string): string[] {
  const folders = new Set([first]);
  words.forEach((word, at) => {
    if (word !== 'cd' && word !== 'pushd') return;
    const target = words.slice(at + 1).find((next) => typeof next !== 'string' || !next.startsWith('-'));
    if (typeof target !== 'string' || target === '') return;
    for (const folder of Array.from(folders)) if (folders.size < maxFolders) folders.add(resolve(folder, target));
  });
  return [...folders];
}

const scripts =
  /\.(?:[cm]?[jt]s|[jt]sx|json|wasm|sh|bash|zsh|fish|ps1|bat|cmd|exe|py|r|jl|rb|pl|php|lua|sql|awk|jar)$/i;

/** Tells whether a word looks like the path of a file, which may appear later. */
export function isPathLike(word: string): boolean {
  if (word.length > 1024 || word.startsWith('-') || /[\s*?$`{}<>|]|:\/\//.test(word)) return false;
  return /[/\\]/.test(word) || scripts.test(word);
}
