import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { digestOf } from '../values/digest.ts';
import { isTypeScript } from './candidates.ts';
import { type CodeClosure, importsOf, pathIn } from './task-code.ts';
import { packageName } from './own-package.ts';
import { packageOf } from './packages.ts';
import { readModule } from './read.ts';
import { realPathOf } from './snapshot.ts';
import { tsconfigOf } from './tsconfig.ts';

/** All that a module loads, as one manifest: enough to load it again elsewhere. */
export type Program = Pick<CodeClosure, 'digest' | 'entry' | 'files' | 'packages'>;

type ProgramFile = Program['files'][number];

/**
 * A module and everything that it imports, transitively. Other than `codeOf`, it holds what is only asked for as an
 * input as well, because that has to be loaded; and of each package.json and tsconfig.json what decides about the code.
 */
export function programOf(file: string, root: string): Program {
  const [entryFile, folder] = [realPathOf(resolve(file)), realpathSync(resolve(root))];
  const seen = new Set([entryFile]);
  const found = new Map<string, string>();
  const settings = new Map<string, ProgramFile>();
  const looked = new Set<string>();
  // A set hands out what is added while it is walked.
  for (const at of seen) {
    for (const target of importsOf(at)) {
      if (target.kind === 'file') seen.add(target.file);
      else if (target.kind === 'package') found.set(target.name, target.pack?.version ?? 'unversioned');
    }
    // They count for the whole folder.
    const where = `${dirname(at)} ${isTypeScript(at)}`;
    if (looked.has(where)) continue;
    looked.add(where);
    for (const one of settingsOf(at, folder)) settings.set(one.path, one);
  }
  const sources = [...seen].map((at) => {
    const { digest, identity, source } = readModule(at);
    return { path: pathIn(folder, at), digest, identity, source };
  });
  // What is imported as data is needed whole.
  for (const { path } of sources) settings.delete(path);
  const files = [...sources, ...settings.values()].sort(byName);
  const packages = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const entry = pathIn(folder, entryFile);
  const digest = digestOf(
    JSON.stringify(['program', entry, files.map(({ path, digest: at }) => [path, at]), packages]),
  );
  return { digest, entry, files, packages: Object.fromEntries(packages) };
}

/** The package.json and the tsconfig.json that count for a file, which itself need not be there any more. */
export function settingsOf(file: string, root: string): ProgramFile[] {
  const found: ProgramFile[] = [];
  const add = (at: string, source: string): void => {
    const digest = digestOf(source);
    found.push({ path: pathIn(root, at), digest, identity: digest, source });
  };
  const pack = packageOf(file);
  // Clew's own examples take Clew itself from there, which is no part of any program.
  if (pack && pack.name !== packageName) {
    const { name, type, main, exports, imports } = pack;
    const decides = { name, ...(type === 'module' && { type }), main, exports, imports };
    add(join(pack.folder, 'package.json'), JSON.stringify(decides));
  }
  const tsconfig = isTypeScript(file) ? tsconfigOf(file).settled : undefined;
  if (tsconfig) add(realpathSync(tsconfig.file), tsconfig.text);
  return found;
}

const byName = (a: ProgramFile, b: ProgramFile): number => (a.path < b.path ? -1 : 1);
