import path from 'node:path';
import type { TaskNote } from '../authoring/notes.ts';
import type { CodeManifest } from '../lineage/entries.ts';
import { codeOf, importChain } from '../modules/closure.ts';
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
    const manifest = note.place ? codeOf(note.place.file, this.#root) : this.#ofText(note);
    this.#manifests.set(manifest.digest, manifest);
    const place = note.place && `${path.relative(this.#root, note.place.file)}:${note.place.line}`;
    const via = (file: string): readonly string[] => (note.place ? importChain(note.place.file, this.#root, file) : []);
    return { digest: manifest.digest, place: place ?? null, manifest, via };
  }

  /** A class that was made at run time has no file: its own text is all there is. */
  #ofText(note: TaskNote): CodeManifest {
    const source = String(note.target);
    const entry = `${note.name} (no file)`;
    const digest = digestOf(source);
    return { digest: digestOf(`${entry} ${digest}`), entry, files: [{ path: entry, digest, source }], packages: {} };
  }
}
