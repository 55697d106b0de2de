import { UserError, userError } from '../errors.ts';

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
