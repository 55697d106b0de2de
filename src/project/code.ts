import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { TaskNote } from '../authoring/notes.ts';
import type { CodeManifest } from '../lineage/entries.ts';
import { uncertainFiles } from '../modules/file-changes.ts';
import {
  effectsOf,
  type ProgramEffects,
  type ProgramEntries,
  withFamilies,
} from '../modules/analysis/program-effects.ts';
import { unseenFiles } from '../modules/unseen-files.ts';
import { codeOfTask, importChain, type TaskClosure } from '../modules/task-code.ts';
import { programOf } from '../modules/program.ts';
import { rootsOf, runtimeTextOf, userModule } from '../modules/task-roots.ts';
import type { CodeOf, TaskCode } from '../scheduler/run-options.ts';
import { digestOf } from '../values/digest.ts';

/** An identity for code that can't be known: nothing on record was made by it. */
const unknownCode = randomUUID();

/** The code behind each task of a plan. */
export class Codebase {
  readonly #root: string;
  readonly entries: ProgramEntries;
  readonly #known = new Map<TaskNote, TaskCode>();
  readonly #manifests = new Map<string, CodeManifest>();
  #effects: ProgramEffects | undefined;

  /** `root` is what paths of code count from. */
  constructor(root: string, entries: ProgramEntries = { modules: [], settings: null }) {
    this.#root = root;
    this.entries = entries;
  }

  /** Files, relative to the root, of which it can't be known whether they run as they are on record. */
  readonly uncertain = new Set<string>();
  /** Files, relative to the root, that were evaluated before it could be seen what they read. */
  readonly unseen = new Set<string>();

  /** The manifests of everything that was asked for so far. */
  get manifests(): CodeManifest[] {
    return [...this.#manifests.values()];
  }

  readonly of: CodeOf = (note) => {
    let code = this.#known.get(note);
    if (!code) this.#known.set(note, (code = this.#find(note)));
    return code;
  };

  /** Gives the reasons why it can't be known what a task uses in this process. */
  readonly unknownOf = (note: TaskNote): readonly string[] => {
    const { manifest, reach } = this.of(note);
    if (!note.place) return [];
    const unseen = unseenFiles(reach).map((file) => this.#shown(file));
    for (const file of unseen) this.unseen.add(file);
    return [...this.#uncertainIn(manifest).map(uncertainText), ...unseen.map(unseenText)];
  };

  /** All that the run's module loads; its path is relative to the root. */
  program(module: string): CodeManifest {
    return programOf(path.resolve(this.#root, module), this.#root);
  }

  #find(note: TaskNote): TaskCode {
    const { identity: known, reach, ...manifest } = note.place ? this.#closureOf(note) : ofText(note);
    const uncertain = note.place ? this.#uncertainIn(manifest) : [];
    for (const file of uncertain) this.uncertain.add(file);
    const identity = uncertain.length > 0 ? digestOf(`${known} ${unknownCode}`) : known;
    this.#manifests.set(manifest.digest, manifest);
    const place = note.place && `${path.relative(this.#root, note.place.file)}:${note.place.line}`;
    const via = (file: string): readonly string[] => {
      const starts = note.place ? [note.place.file, ...this.entries.modules] : [];
      for (const start of starts) {
        const chain = importChain(start, this.#root, file);
        if (chain.length > 0) return chain;
      }
      return [];
    };
    return { digest: manifest.digest, identity, place: place ?? null, manifest, via, reach };
  }

  #uncertainIn({ files }: CodeManifest): string[] {
    const uncertain = uncertainFiles(files.map((file) => path.resolve(this.#root, file.path)));
    return uncertain.map((file) => this.#shown(file));
  }

  #shown(file: string): string {
    return path.relative(this.#root, file);
  }

  #closureOf(note: TaskNote): TaskClosure {
    this.#effects ??= effectsOf(this.entries);
    const isEvaluated = note.modelFamily !== undefined && note.constructorTypes !== undefined;
    const effects = isEvaluated ? withFamilies(this.#effects) : this.#effects;
    const closure = codeOfTask(rootsOf(note), this.#root, effects);
    const source = runtimeTextOf(note);
    return source === undefined ? closure : withText(closure, note.name, source);
  }
}

const uncertainText = (file: string): string =>
  `${file} was edited after this process had started and before Clew read it`;

const unseenText = (file: string): string =>
  `${file} was loaded before Clew could see what it reads: start with node --import clew/watch, or use npx run-workflow`;

/** Gives the entries of a program: the module that is run, and whatever else its process evaluates for it. */
export function entriesOf(
  module: string | undefined,
  notes: Iterable<TaskNote>,
  settings: string | null,
): ProgramEntries {
  const [, script] = process.argv;
  const files = [module ?? script, ...[...notes].map((note) => note.module).sort()];
  const modules = files.flatMap((file) => (file === undefined ? [] : (userModule(file) ?? [])));
  return { modules: [...new Set(modules)], settings: settings === null ? null : (userModule(settings) ?? null) };
}

/** Gives the code of a class whose text was made at run time: it counts along with the files that made it. */
function withText(closure: TaskClosure, name: string, source: string): TaskClosure {
  const file = textFile(name, source);
  const [digest, identity] = [closure.digest, closure.identity].map((one) => digestOf(`${one} ${file.digest}`));
  return { ...closure, digest: digest!, identity: identity!, files: [...closure.files, file] };
}

function textFile(name: string, source: string): CodeManifest['files'][number] & { readonly identity: string } {
  const digest = digestOf(source);
  return { path: `${name} (no file)`, digest, identity: digest, source };
}

/** Gives the code of a class that was made at run time and has no file at all: its own text is all there is. */
function ofText({ name, target }: TaskNote): TaskClosure {
  const file = textFile(name, String(target));
  const { path: entry } = file;
  const digest = digestOf(`${entry} ${file.digest}`);
  const files = [file];
  const reach = {
    files: new Set<string>(),
    partFiles: new Set<string>(),
    memoryFiles: [],
    reaches: () => false,
    holdsState: true,
    variables: [],
    packages: {},
  };
  return { digest, identity: digest, entry, files, packages: {}, reach };
}
