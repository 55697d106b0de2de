import {
  type Stats,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Content, Disguised, type Edit, Folder, type IdentityCase, Link, Touched } from './case.ts';

/** A case with its place in a project. */
export class PlacedCase {
  readonly case: IdentityCase;
  /** Its folder in the project. */
  readonly here: string;
  /** The name of its task. */
  readonly task: string;
  readonly #project: string;

  constructor(one: IdentityCase, index: number, project: string) {
    this.case = one;
    this.here = `c${String(index + 1).padStart(2, '0')}`;
    this.task = this.here.toUpperCase();
    this.#project = project;
  }

  /** A text of the case with its names filled in. */
  fill(text: string): string {
    return text
      .replaceAll('$here', this.here)
      .replaceAll('$Task', this.task)
      .replaceAll('$outside', `${this.#project}-outside`)
      .replaceAll('$temp', `${this.#project}-temp`);
  }

  /** The path of one of its files. */
  path(name: string): string {
    if (name.startsWith('$outside') || name.startsWith('$temp')) return this.fill(name);
    return name.startsWith('/')
      ? join(this.#project, this.fill(name))
      : join(this.#project, this.here, this.fill(name));
  }

  write(files: Edit): void {
    for (const [name, content] of Object.entries(files))
      writeContent(this.path(name), content, (text) => this.fill(text));
  }

  /** Reads the files that an edit will write, by absolute path: writing them takes the edit back. */
  before(edit: Edit): readonly (readonly [path: string, content: Content | null])[] {
    return Object.keys(edit)
      .map((name) => {
        const path = this.path(name);
        const content = contentOf(path);
        return [content === null ? firstMissing(path) : path, content] as const;
      })
      .toReversed();
  }
}

/** Writes what is to stand at a path; null takes it away. */
export function writeContent(path: string, content: Content | null, fill = (text: string): string => text): void {
  if (content instanceof Touched) return utimesSync(path, new Date(), new Date(Date.now() + 10_000));
  if (content instanceof Disguised) {
    const { atime, mtime, size } = statSync(path);
    const text = fill(content.text);
    if (Buffer.byteLength(text) !== size) throw new Error(`${path} would have another size`);
    writeFileSync(path, text);
    return utimesSync(path, atime, mtime);
  }
  if (content === null || !(content instanceof Folder)) rmSync(path, { recursive: true, force: true });
  if (content === null) return undefined;
  mkdirSync(content instanceof Folder ? path : dirname(path), { recursive: true });
  if (content instanceof Folder) return undefined;
  if (content instanceof Link) return symlinkSync(fill(content.target), path);
  if (content instanceof Uint8Array) return writeFileSync(path, content);
  return writeFileSync(path, fill(typeof content === 'string' ? content : JSON.stringify(content)));
}

/** Folders are no content: what an edit makes of them is taken back file by file. */
function contentOf(path: string): Content | null {
  const found = entryAt(path);
  if (!found) return null;
  if (found.isSymbolicLink()) return new Link(readlinkSync(path));
  return found.isDirectory() ? new Folder() : readFileSync(path);
}

/** An edit that writes there makes its folders as well. */
function firstMissing(path: string): string {
  const folder = dirname(path);
  return entryAt(folder) ? path : firstMissing(folder);
}

function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a file stands where a folder would have to
  }
}

/** A task that no edit is about. Where it runs again, the edits of its group hide each other. */
export const bystander = {
  name: 'Bystander',
  module: `import { Task } from 'clew';\n@Task() export class Bystander {\n  run() { return 1; }\n}\n`,
} as const;

/** The module of the workflow: it asks for the task of every case. */
export function workflowModule(cases: readonly PlacedCase[], after: ReadonlySet<PlacedCase>): string {
  const asked = cases.flatMap((placed) => [...askedTasks(placed)]);
  const lines = cases.map((placed) => {
    const { module = 'task.ts', moduleAfter = module, workflow = '' } = placed.case;
    const file = after.has(placed) ? moduleAfter : module;
    return `import { ${[...askedTasks(placed)].join(', ')} } from './${placed.here}/${file}';\n${placed.fill(workflow)}`;
  });
  return `import { From, Workflow } from 'clew';
import { ${bystander.name} } from './bystander.ts';
${lines.join('')}
@Workflow() export class All {
  @From(${bystander.name}) bystander!: unknown;
${asked.map((name) => `  @From(${name}) ${name}!: unknown;`).join('\n')}
  run() { return { ${asked.map((name) => `${name}: this.${name}`).join(', ')} }; }
}
`;
}

function* askedTasks({ task, case: { others = {} } }: PlacedCase): Iterable<string> {
  yield task;
  for (const name of Object.keys(others)) if (!name.includes('(')) yield task + name;
}

/** The files of a case as they stand, for a report. */
export function shownFiles(placed: PlacedCase): string {
  const show = (files: Edit): string =>
    Object.entries(files)
      .map(([name, content]) => `--- ${placed.fill(name)}\n${shown(content, placed)}`)
      .join('\n');
  return `${show(placed.case.files)}\n=== edited ===\n${show(placed.case.edit)}`;
}

function shown(content: Content | null, placed: PlacedCase): string {
  if (content === null) return '(gone)';
  if (typeof content === 'string') return placed.fill(content).slice(0, 2_000);
  if (content instanceof Uint8Array) return `(${content.length} bytes)`;
  return `${content.constructor.name} ${JSON.stringify(content)}`;
}
