import { join, resolve } from 'node:path';
import { pathIn } from '../modules/task-code.ts';
import { readModule } from '../modules/read.ts';
import { resolveImport } from '../modules/resolve.ts';
import type { PresentState } from './check-dependencies.ts';
import type { Dependencies } from './dependencies.ts';
import { environmentValue } from './environment.ts';
import { fileState } from './file-state.ts';
import { globState } from './glob-state.ts';
import { originalFs } from './original-fs.ts';
import type { ProcessLog } from './process-log.ts';
import type { DependencyScope } from './scope.ts';

/** The present state: on disk, in the modules that this process has loaded, and in its environment. */
export class DiskState implements PresentState {
  readonly #log: ProcessLog;
  readonly #scope: DependencyScope;
  readonly #root: string;

  constructor(log: ProcessLog, scope: DependencyScope) {
    this.#log = log;
    this.#scope = scope;
    this.#root = scope.root;
  }

  module(path: string): string | null {
    try {
      return readModule(resolve(this.#root, path)).identity;
    } catch {
      // Gone, or no longer a program: loading it gives a better message.
      return null;
    }
  }

  resolution({ from, specifier, kind, to }: Dependencies['resolutions'][number]): string | null {
    // The result is the same for any file with that extension in that folder.
    const target = resolveImport(specifier, resolve(this.#root, from), kind);
    if (target.kind === 'file') return pathIn(this.#root, target.file);
    if (target.kind !== 'package' || !target.pack) return null;
    if (target.file !== undefined) return target.file === null ? null : pathIn(this.#root, realPath(target.file));
    const folder = pathIn(this.#root, target.pack.folder);
    // The package's own files decide which it is, and they are dependencies as well.
    return to?.startsWith(`${folder}/`) ? to : folder;
  }

  packageFile(folder: string, path: string): string {
    return this.file('content', join(folder, path));
  }

  file(kind: Dependencies['files'][number]['kind'], path: string): string {
    const { digests, folder } = this.#log;
    if (kind === 'cwd') return this.#scope.pathIn(folder.path);
    return kind === 'glob' ? globState(this.#root, path, digests) : fileState(kind, resolve(this.#root, path), digests);
  }

  variable(name: string): string | null {
    return this.#scope.hashOf(name, environmentValue(name));
  }
}

/** Gives the path with links followed; unchanged if nothing is there. */
function realPath(path: string): string {
  try {
    return originalFs.realpathSync(path);
  } catch {
    return path;
  }
}
