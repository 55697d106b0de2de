import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClewError, messageOf } from '../errors.ts';
import { didYouMean, nearest } from '../values/nearest-names.ts';
import { isJavaScript, isTypeScript, kindOf } from './candidates.ts';
import { exportMissing, ImportUnresolved, LoadFailed, neverLoaded, NotAModule, badSyntax } from './errors.ts';
import { unresolvedImport } from './loader.ts';
import { packageNamed, splitSpecifier } from './packages.ts';
import { isPath, pathOfUrl } from './resolve.ts';
import { shownFrame, shownPath, userFrame } from './stack.ts';

/** The values that a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

/** Loads a user's module by its path, from where the process stands. Everything that can be wrong with it is a UserError. */
export async function importModule(file: string): Promise<Exports> {
  const path = resolve(file);
  const shown = shownPath(path);
  checkPath(path, shown);
  try {
    return await settled(import(pathToFileURL(path).href) as Promise<Exports>, shown);
  } catch (error) {
    throw explain(error, shown);
  }
}

function checkPath(path: string, shown: string): void {
  const kind = kindOf(path);
  const folder = kind === 'folder' ? path : dirname(path);
  const modules = modulesIn(folder);
  if (kind === 'folder') {
    const next = modules.length > 0 ? `Name one of its files: ${modules.slice(0, 5).join(', ')}` : 'Name a file.';
    throw new NotAModule(shown, 'it is a folder', next);
  }
  if (kind === undefined) {
    if (kindOf(folder) !== 'folder') {
      throw new NotAModule(shown, `there is no folder ${shownPath(folder)}`, 'Correct the path.');
    }
    const near = nearest(basename(path), modules);
    const next =
      near.length > 0
        ? `Did you mean ${near.map((name) => shownPath(resolve(folder, name))).join(' or ')}?`
        : 'Correct the path.';
    throw new NotAModule(shown, 'there is no such file', next);
  }
  if (!isTypeScript(path) && !isJavaScript(path)) {
    throw new NotAModule(shown, 'it is neither TypeScript nor JavaScript', 'Name a .ts, .mts, .js or .mjs file.');
  }
}

function modulesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => isTypeScript(name) || isJavaScript(name));
  } catch {
    return [];
  }
}

/** When the process has nothing left to do, an import that is still pending will be so for ever. */
function settled<T>(loading: Promise<T>, shown: string): Promise<T> {
  return new Promise((fulfil, fail) => {
    const idle = (): void => fail(neverLoaded(shown));
    process.once('beforeExit', idle);
    loading.then(fulfil, fail).finally(() => process.off('beforeExit', idle));
  });
}

function explain(error: unknown, shown: string): ClewError {
  if (error instanceof ClewError) return error;
  const unresolved = unresolvedImport(error);
  if (unresolved) return leadsNowhere(unresolved.specifier, unresolved.importer, error);
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = userFrame(whileLoading(stack));
  // V8 puts the place above the message. A CommonJS module is required by a stand-in, and has no frame.
  if (error instanceof SyntaxError && (!frame || /^\/.*:\d+\n/.test(stack))) return notLinked(error, stack, shown);
  return new LoadFailed(shown, messageOf(error), frame && shownFrame(frame), error);
}

/** Whoever called {@link importModule} is not to blame for what the module does. */
function whileLoading(stack: string): string {
  const end = stack.indexOf(`\n    at async ${importModule.name} (`);
  return end < 0 ? stack : stack.slice(0, end);
}

/**
 * Gives the error for what V8 says of a file's text or of its imports. It has no frame: place and code stand above the
 * message.
 */
function notLinked(error: SyntaxError, stack: string, shown: string): ClewError {
  const [, path, line, frame] = /^(.+):(\d+)\n(.*\n *\^+)\n/.exec(stack) ?? [];
  if (path === undefined) return new LoadFailed(shown, error.message, undefined, error);
  const file = pathOfUrl(path) ?? path;
  const place = shownFrame({ file, line: Number(line) });
  // TypeScript's syntax was checked when it was transformed, so that its imports are left.
  if (isTypeScript(file)) return exportMissing(place, error.message, frame!, error);
  return badSyntax(place, error.message, frame, undefined);
}

function leadsNowhere(specifier: string, importer: string, cause: unknown): ClewError {
  const shown = shownPath(importer);
  if (isPath(specifier)) {
    return new ImportUnresolved(
      specifier,
      shown,
      didYouMean(specifier, neighbours(specifier, importer)),
      'Correct the path.',
      cause,
    );
  }
  const [name] = splitSpecifier(specifier);
  const hint = packageNamed(name, importer) ? ` ${name} is installed, but holds no such module.` : '';
  const next = specifier.startsWith('#') ? "Correct the name, or package.json's imports." : `npm i ${name}`;
  return new ImportUnresolved(
    specifier,
    shown,
    hint,
    hint ? `Look into the exports of ${name}'s package.json.` : next,
    cause,
  );
}

/** The paths that a relative import could have meant, written the same way. */
function neighbours(specifier: string, importer: string): string[] {
  const from = dirname(importer);
  return modulesIn(dirname(resolve(from, specifier))).map((name) => {
    const path = join(dirname(specifier), name).replaceAll('\\', '/');
    return path.startsWith('.') ? path : `./${path}`;
  });
}
