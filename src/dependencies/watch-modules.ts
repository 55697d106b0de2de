import Module from 'node:module';
import { isInNodeModules, isOwnFile, isUserFile } from '../modules/own-package.ts';
import { listenToLoader } from '../modules/module-listener.ts';
import { callersOf } from './call-site.ts';
import { edgeKey } from './edge.ts';
import { pathOf } from './module-graph.ts';
import { patchFunction } from './patch-function.ts';
import type { ProcessLog } from './process-log.ts';
import { currentRun } from './run-notes.ts';

/** Notes in the log what the loader finds and reads from now on. */
export function watchModules(log: ProcessLog): void {
  watchCreateRequire(log);
  /** Addresses of modules, and whether only Clew has asked for them: then they are part of Clew. */
  const owned = new Map<string, boolean>();
  const isOwn = (url: string): boolean => {
    let known = owned.get(url);
    if (known === undefined) owned.set(url, (known = isOwnFile(pathOf(url) ?? '')));
    return known;
  };
  listenToLoader({
    resolved(specifier, importer, isRequire, url) {
      if (importer === undefined || url?.startsWith('node:')) return;
      const isByOwn = isOwn(importer);
      if (url !== undefined && owned.get(url) !== false)
        owned.set(url, isByOwn && (isOwn(url) || isInNodeModules(url)));
      if (isByOwn) return;
      log.graph.addResolution({ specifier, importer, isRequire, url });
      const run = isRequire ? undefined : currentRun();
      const file = run && pathOf(importer);
      if (file === undefined || !isUserFile(file)) return;
      const key = edgeKey(specifier, false);
      run!.addImport(file, key);
      log.graph.addImportInRun(file, key);
    },
    loaded(url, source) {
      const file = pathOf(url);
      if (file === undefined) return;
      const inRun = currentRun() !== undefined && !isOwn(url);
      log.graph.addModule(file, isInNodeModules(file) ? undefined : asSource(source), inRun);
    },
  });
}

/** Notes for whom a `require` was made that looks from another file. */
function watchCreateRequire(log: ProcessLog): void {
  patchFunction(Module, 'createRequire', (original) => {
    return function createRequire(this: unknown, from: unknown): unknown {
      const made: unknown = original.call(this, from);
      const elsewhere = pathOf(String(from));
      const { site } = callersOf(createRequire, false);
      if (site?.kind === 'file' && elsewhere !== undefined && elsewhere !== site.file) {
        log.graph.addElsewhere(site.file, elsewhere);
      }
      return made;
    };
  });
}

type Source = Parameters<Parameters<typeof listenToLoader>[0]['loaded']>[1];

/** The text of a module as the loader gives it, in one of two forms; undefined where it gives none. */
export function asSource(source: Source): string | Uint8Array | undefined {
  if (source === null || source === undefined || typeof source === 'string') return source ?? undefined;
  return source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}
