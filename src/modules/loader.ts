import { registerHooks, setSourceMapsSupport, type LoadHookSync, type ResolveHookSync } from 'node:module';
import { extname, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTypeScript } from './candidates.ts';
import { facadeFor } from './commonjs.ts';
import { withListener, isRequire } from './module-listener.ts';
import { isUserFile, ownRequire } from './own-package.ts';
import { cacheIn, noteLoaded, readModule, textOf } from './read.ts';
import { isPath, pathOfUrl, projectFile } from './resolve.ts';
import { hasText, nodeResolution, noteNodeResolution } from './snapshot.ts';

/** Which import it was that led nowhere, by the error that Node made of it. */
const failures = new WeakMap<object, { readonly specifier: string; readonly importer: string }>();
let installed = false;

/**
 * Lets this thread import users' TypeScript, decorators and their metadata included, with stack traces that point at the
 * TypeScript. Calling it again changes nothing.
 */
export function installLoader(options: { readonly cacheDir: string }): void {
  if (installed) return;
  installed = true;
  cacheIn(resolvePath(options.cacheDir));
  setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  registerHooks(withListener({ resolve, load }));
}

/** Whether an error is an import's that led nowhere, and which one it was. */
export function unresolvedImport(
  error: unknown,
): { readonly specifier: string; readonly importer: string } | undefined {
  return typeof error === 'object' && error !== null ? failures.get(error) : undefined;
}

const resolve: ResolveHookSync = (specifier, context, next) => {
  const importer = context.parentURL === undefined ? undefined : pathOfUrl(context.parentURL);
  if (importer === undefined || !isUserFile(importer)) {
    // Clew's own import of a task's module, which may have been deleted since.
    const asked = pathOfUrl(specifier);
    if (asked === undefined || !hasText(asked) || !isTextual(asked)) return next(specifier, context);
    return { url: specifier, shortCircuit: true };
  }
  // The transformer adds these imports: they are Clew's to provide, not the user's project.
  if (specifier.startsWith('@oxc-project/runtime/') && isTypeScript(importer)) {
    return { url: pathToFileURL(ownRequire.resolve(specifier)).href, shortCircuit: true };
  }
  const kind = isRequire(context) ? 'require' : 'import';
  const file = projectFile(specifier, importer) ?? nodeResolution(kind, specifier, importer);
  if (file !== undefined) return found(file, specifier, context, next);
  try {
    const resolved = next(specifier, context);
    const target = pathOfUrl(resolved.url);
    if (target !== undefined && isUserFile(target)) noteNodeResolution(kind, specifier, importer, target);
    return resolved;
  } catch (error) {
    const source = sourceOf(error);
    if (source !== undefined) {
      noteNodeResolution(kind, specifier, importer, source);
      return found(source, '', context, next);
    }
    if (typeof error === 'object' && error !== null) failures.set(error, { specifier, importer });
    throw error;
  }
};

function found(file: string, specifier: string, ...[context, next]: Rest): ReturnType<ResolveHookSync> {
  const query = isPath(specifier) ? (/\?.*$/.exec(specifier)?.[0] ?? '') : '';
  const url = pathToFileURL(file).href + query;
  if (isTextual(file)) return { url, shortCircuit: true };
  return next(isRequire(context) ? file : url, context);
}

type Rest = [context: Parameters<ResolveHookSync>[1], next: Parameters<ResolveHookSync>[2]];

/** A package's `imports` or `exports` may name the JavaScript that its TypeScript would be compiled to. */
function sourceOf(error: unknown): string | undefined {
  const url = (error as { url?: unknown }).url;
  const path = typeof url === 'string' ? pathOfUrl(url) : undefined;
  const file = path === undefined ? undefined : projectFile(path, path);
  return file !== undefined && isUserFile(file) ? file : undefined;
}

/**
 * Tells whether a file is loaded from the text that this process saw first, so that the code that runs matches its
 * identity.
 */
const isTextual = (file: string): boolean => isTypeScript(file) || /^\.(?:[cm]?js|json)$/.test(extname(file));

const load: LoadHookSync = (url, context, next) => {
  const file = pathOfUrl(url);
  if (file === undefined || !isTextual(file) || !isUserFile(file)) return next(url, context);
  const required = isRequire(context);
  noteLoaded(file);
  if (file.endsWith('.json')) {
    // Node reports the missing `type: 'json'` attribute.
    if (!required && context.importAttributes.type !== 'json') return next(url, context);
    return { format: 'json', source: textOf(readModule(file).source), shortCircuit: true };
  }
  const { code, source, esm } = readModule(file);
  const text = code ?? textOf(source);
  if (esm) return { format: 'module', source: text, shortCircuit: true };
  if (!required) return { format: 'module', source: facadeFor(file, text), shortCircuit: true };
  return { format: 'commonjs', source: text, shortCircuit: true };
};
