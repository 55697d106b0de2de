import path from 'node:path';
import type { TaskNote } from '../authoring/notes.ts';
import type { CodeManifest } from '../lineage/entries.ts';
import { type CodeClosure, codeOf, importChain } from '../modules/closure.ts';
import { programOf } from '../modules/program.ts';
import type { CodeOf, TaskCode } from '../scheduler/options.ts';
import { digestOf } from '../values/digest.ts';

/** The code behind each task of a plan. */
export class Codebase {
  readonly #root: string;
  readonly #known = new Map<TaskNote, TaskCode>();
  readonly #manifests = new Map<string, CodeManifest>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Of everything that was asked for so far. */
  get manifests(): CodeManifest[] {
    return [...this.#manifests.values()];
  }

  readonly of: CodeOf = (note) => {
    let code = this.#known.get(note);
    if (!code) this.#known.set(note, (code = this.#find(note)));
    return code;
  };

  /** All that the run's module loads; its path is relative to the root. */
  program(module: string): CodeManifest {
    return programOf(path.resolve(this.#root, module), this.#root);
  }

  #find(note: TaskNote): TaskCode {
    const { identity, ...manifest } = note.place ? codeOf(note.place.file, this.#root) : ofText(note);
    this.#manifests.set(manifest.digest, manifest);
    const place = note.place && `${path.relative(this.#root, note.place.file)}:${note.place.line}`;
    const via = (file: string): readonly string[] => (note.place ? importChain(note.place.file, this.#root, file) : []);
    return { digest: manifest.digest, identity, place: place ?? null, manifest, via };
  }
}

/** A class that was made at run time has no file: its own text is all there is. */
function ofText({ name, target }: TaskNote): CodeClosure {
  const source = String(target);
  const entry = `${name} (no file)`;
  const text = digestOf(source);
  const digest = digestOf(`${entry} ${text}`);
  const files = [{ path: entry, digest: text, identity: text, source }];
  return { digest, identity: digest, entry, files, packages: {} };
}
