/** What a child process of the tests does: `node drive.ts <verb> <arguments as JSON>`, in a project's folder. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { noteOf } from '../../src/authoring/notes.ts';
import { findWorkflows } from '../../src/config/workflows.ts';
import { loadSettings } from '../../src/config/load.ts';
import { ClewError } from '../../src/errors.ts';
import { codeOf } from '../../src/modules/task-code.ts';
import { importModule } from '../../src/modules/import.ts';
import { installLoader } from '../../src/modules/loader.ts';
import { pack } from '../../src/modules/package/pack.ts';
import { unpack } from '../../src/modules/package/unpack.ts';
import { rootsOf } from '../../src/modules/task-roots.ts';
import { programOf } from '../../src/modules/program.ts';
import { layOut } from '../../src/modules/program-layout.ts';

const [verb, json] = process.argv.slice(2) as [string, string];
const [first, second] = JSON.parse(json) as readonly any[];

const verbs: Record<string, () => unknown> = {
  /** Calls `main` of a module, or shows what it exports. */
  async load() {
    installLoader({ cacheDir: process.env['CACHE'] ?? '.clew/cache' });
    installLoader({ cacheDir: 'never' });
    const exports = await importModule(first);
    return typeof exports['main'] === 'function' ? await (exports['main'] as () => unknown)() : { ...exports };
  },
  code() {
    installLoader({ cacheDir: '.clew/cache' });
    return codeOf(first, second ?? process.cwd());
  },
  /** Lists the places where the tasks of a module were marked, and their code. */
  async roots() {
    installLoader({ cacheDir: '.clew/cache' });
    const notes = Object.entries(await importModule(first)).map(([name, value]) => [name, noteOf(value)] as const);
    return notes.flatMap(([name, note]) =>
      note ? [[name, note.place, note.module, rootsOf(note).map(([file, extent]) => [basename(file), extent])]] : [],
    );
  },
  program() {
    installLoader({ cacheDir: '.clew/cache' });
    return programOf(first, process.cwd());
  },
  /** Loads a program from where it is laid out. */
  async again() {
    installLoader({ cacheDir: '.clew/cache' });
    const { files, packages, entry } = first;
    const root = layOut({ files, packages: Object.keys(packages), folder: '.clew/code/one', root: process.cwd() });
    const exports = await importModule(join(root, entry));
    return { value: (exports['main'] as () => unknown)(), program: programOf(join(root, entry), root) };
  },
  /** Keeps the package of some modules in a file. */
  async pack() {
    installLoader({ cacheDir: '.clew/cache' });
    const { modules, to, most } = first;
    const { bytes, ...packed } = await pack(modules, process.cwd(), most);
    writeFileSync(to, bytes);
    return packed;
  },
  /** Loads a module of such a package where it is laid out. */
  async unpacked() {
    installLoader({ cacheDir: '.clew/cache' });
    const { from, folder, module } = first;
    const exports = await importModule(join(unpack(readFileSync(from), folder, from), module));
    return await (exports['main'] as () => unknown)();
  },
  async settings() {
    const settings = await loadSettings({ cwd: process.cwd(), ...first });
    return { ...settings, found: await findWorkflows(settings) };
  },
};

/** Whether this process has loaded the transformer. */
function native(): boolean {
  const { sharedObjects } = process.report.getReport() as { sharedObjects?: string[] };
  return sharedObjects!.some((file) => file.includes('oxc-transform'));
}

try {
  const value = await verbs[verb]!();
  process.stdout.write(JSON.stringify({ value, native: process.env['ASK_NATIVE'] ? native() : undefined }));
} catch (error) {
  if (!(error instanceof ClewError)) throw error;
  process.stdout.write(JSON.stringify({ error: { code: error.code, message: error.message, next: error.next } }));
}
