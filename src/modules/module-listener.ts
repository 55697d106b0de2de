import type { LoadHookSync, ResolveHookSync } from 'node:module';

/**
 * A listener to every resolution and every load in this thread, of users' files and of packages alike. Must be quick.
 */
export interface LoaderListener {
  /** Notes a resolution. `url` is undefined if it led nowhere. */
  resolved(specifier: string, importer: string | undefined, isRequire: boolean, url: string | undefined): void;
  /** Notes a loaded module. `source` is the text that runs, if the loader has given it. */
  loaded(url: string, source: string | NodeJS.ArrayBufferView | ArrayBuffer | null | undefined): void;
}

interface Hooks {
  readonly resolve: ResolveHookSync;
  readonly load: LoadHookSync;
}

let listener: LoaderListener | undefined;
let depth = 0;

/** Tells that listener from now on, and no other. */
export function listenToLoader(next: LoaderListener): void {
  listener = next;
}

/** Tells whether a module is being resolved or read right now: reads that happen meanwhile are the loader's. */
export const isLoading = (): boolean => depth > 0;

/**
 * Tells whether the conditions are those of a `require`; they are a list in newer versions of Node, a set in older
 * ones.
 */
export const isRequire = ({ conditions }: { readonly conditions: Iterable<string> }): boolean =>
  [...conditions].includes('require');

/** Wraps the hooks so that they tell the listener. */
export function withListener({ resolve, load }: Hooks): Hooks {
  return {
    resolve(specifier, context, next) {
      let url: string | undefined;
      depth++;
      try {
        const result = resolve(specifier, context, next);
        ({ url } = result);
        return result;
      } finally {
        depth--;
        listener?.resolved(specifier, context.parentURL, isRequire(context), url);
      }
    },
    load(url, context, next) {
      depth++;
      try {
        const result = load(url, context, next);
        listener?.loaded(url, result.source);
        return result;
      } finally {
        depth--;
      }
    },
  };
}
