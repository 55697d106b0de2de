import { realpathSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport, type LoadHookSync, type ResolveHookSync } from 'node:module';
import { resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isTypeScript } from './candidates.ts';
import { facadeFor } from './commonjs.ts';
import { isUserFile, ownRequire } from './own.ts';
import { cacheIn, readModule } from './read.ts';
import { isPath, pathOfUrl, projectFile } from './resolve.ts';

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
  registerHooks({ resolve, load });
}

/** Whether an error is an import's that led nowhere, and which one it was. */
export function unresolvedImport(
  error: unknown,
): { readonly specifier: string; readonly importer: string } | undefined {
  return typeof error === 'object' && error !== null ? failures.get(error) : undefined;
}

const resolve: ResolveHookSync = (specifier, context, next) => {
  const importer = context.parentURL === undefined ? undefined : pathOfUrl(context.parentURL);
  if (importer === undefined || !isUserFile(importer)) return next(specifier, context);
  // The transformer adds these imports: they are Clew's to provide, not the user's project.
  if (specifier.startsWith('@oxc-project/runtime/') && isTypeScript(importer)) {
    return { url: pathToFileURL(ownRequire.resolve(specifier)).href, shortCircuit: true };
  }
  const file = projectFile(specifier, importer);
  if (file !== undefined) return found(file, specifier, context, next);
  try {
    return next(specifier, context);
  } catch (error) {
    const source = sourceOf(error);
    if (source !== undefined) return found(source, '', context, next);
    if (typeof error === 'object' && error !== null) failures.set(error, { specifier, importer });
    throw error;
  }
};

function found(file: string, specifier: string, ...[context, next]: Rest): ReturnType<ResolveHookSync> {
  const query = isPath(specifier) ? (/\?.*$/.exec(specifier)?.[0] ?? '') : '';
  const url = pathToFileURL(realpathSync(file)).href + query;
  if (isTypeScript(file)) return { url, shortCircuit: true };
  return next(isRequire(context) ? file : url, context);
}

type Rest = [context: Parameters<ResolveHookSync>[1], next: Parameters<ResolveHookSync>[2]];

/** A list in newer versions of Node, a set in older ones. */
const isRequire = ({ conditions }: { readonly conditions: Iterable<string> }): boolean =>
  [...conditions].includes('require');

/** A package's `imports` or `exports` may name the JavaScript that its TypeScript would be compiled to. */
function sourceOf(error: unknown): string | undefined {
  const url = (error as { url?: unknown }).url;
  const path = typeof url === 'string' ? pathOfUrl(url) : undefined;
  const file = path === undefined ? undefined : projectFile(path, path);
  const real = file === undefined ? undefined : realpathSync(file);
  return real !== undefined && isUserFile(real) ? real : undefined;
}

const load: LoadHookSync = (url, context, next) => {
  const file = pathOfUrl(url);
  if (file === undefined || !isTypeScript(file) || !isUserFile(file)) return next(url, context);
  const { code, esm } = readModule(file);
  if (esm) return { format: 'module', source: code!, shortCircuit: true };
  if (!isRequire(context)) return { format: 'module', source: facadeFor(file, code!), shortCircuit: true };
  return { format: 'commonjs', source: code!, shortCircuit: true };
};
