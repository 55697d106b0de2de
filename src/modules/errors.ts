import { UserError, userError, taskError } from '../errors.ts';

/** A module that was asked for by its path and isn't there, or is something else than a module. */
export class NotAModule extends UserError {
  constructor(shown: string, why: string, next: string) {
    super('NOT_A_MODULE', `${shown} can't be loaded: ${why}.`, { next });
  }
}

/** The file's own text is not TypeScript (or JavaScript). */
export const badSyntax = userError(
  'SYNTAX',
  (place: string, what: string, frame: string | undefined, help: string | undefined) => ({
    message: `${place}: ${what}${frame ? `\n${frame}` : ''}`,
    next: help ?? 'Mend that line and run it again.',
  }),
);

/** A module threw while it was loaded. */
export class LoadFailed extends UserError {
  constructor(shown: string, what: string, place: string | undefined, cause: unknown) {
    super('LOAD_FAILED', `${shown} failed while it was loaded: ${what}${place ? `\n  at ${place}` : ''}`, {
      cause,
      next: 'Code at the top of a module runs on import; mend it, or move it into a function or a task.',
    });
  }
}

/** An import names something that doesn't exist at run time. */
export const exportMissing = userError(
  'EXPORT_MISSING',
  (place: string, what: string, frame: string, cause: unknown) => ({
    message: `${place}: ${what}\n${frame}`,
    cause,
    next: 'Correct the name; if it is a type, import it with `import type`.',
  }),
);

/** An import leads nowhere. */
export class ImportUnresolved extends UserError {
  constructor(specifier: string, importer: string, hint: string, next: string, cause: unknown) {
    super('IMPORT_UNRESOLVED', `${importer} imports '${specifier}', which can't be found.${hint}`, { cause, next });
  }
}

/** A top-level await that nothing can settle any more. */
export const neverLoaded = userError('NEVER_LOADED', (shown: string) => ({
  message: `${shown} never finished loading: it awaits something at its top level that never settles.`,
  next: 'Move the await into a function or a task.',
}));

/** A tsconfig.json that can't be read. */
export const badTsconfig = userError('BAD_TSCONFIG', (place: string, why: string, cause: unknown) => ({
  message: `The tsconfig.json for ${place} can't be read: ${why}`,
  cause,
  next: 'Mend it; `npx tsc --showConfig` tells where it is wrong.',
}));

/** The error where what bundles packages can't be found: it is large, so only those get it who use it. */
export const bundlerMissing = userError('BUNDLER_MISSING', (packages: readonly string[], cause: unknown) => {
  const some = packages.slice(0, 3).join(', ');
  return {
    message: `The project imports ${some}, and rolldown, which bundles packages, can't be found.`,
    cause,
    next: 'Run: npm i rolldown',
  };
});

/** The bundler gave up. */
export const notBundled = userError('NOT_BUNDLED', (packages: readonly string[], why: string, cause: unknown) => ({
  message: `The packages that the project imports (${packages.join(', ')}) can't be bundled: ${why}`,
  cause,
  next: 'Mend or replace the package that it names, or run without --on sagemaker.',
}));

/** Something large is imported that most likely should not be. */
export const codeTooLarge = userError(
  'CODE_TOO_LARGE',
  (bytes: number, most: number, largest: readonly (readonly [path: string, bytes: number])[]) => {
    const mb = (size: number): string => `${(size / 1_000_000).toFixed(1)} MB`;
    const parts = largest.map(([path, size]) => `${path} (${mb(size)})`).join(', ');
    return {
      message: `The code of this run has ${mb(bytes)}, and at most ${mb(most)} are sent: ${parts}.`,
      next: 'Read data by a task instead of importing it, and put large packages into the image.',
    };
  },
);

/** The image is to have what can't be sent. */
export const outsideMissing = taskError(
  'NOT_IN_IMAGE',
  (missing: readonly { readonly name: string; readonly version: string | null; readonly why: string }[]) => {
    const named = missing.map(({ name, why }) => `${name} (${why})`).join(' and ');
    const wanted = missing.map(({ name, version }) => (version === null ? name : `${name}@${version}`)).join(' ');
    return {
      message: `The image has no ${named}, which the code needs and Clew doesn't send.`,
      next: `Add this to its Dockerfile and build it again: RUN npm install ${wanted}`,
    };
  },
);

/** The error where what was downloaded is no package of ours. */
export const packageUnreadable = taskError('PACKAGE_UNREADABLE', (place: string, cause: unknown) => ({
  message: `${place} is not a package of code as Clew writes it.`,
  cause,
  next: 'Run the same command again; if it goes wrong again, build the image again with the Clew that you use.',
}));
