import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const driver = fileURLToPath(new URL('drive.ts', import.meta.url));

export interface Outcome {
  readonly value?: any;
  readonly error?: { readonly code: string; readonly message: string; readonly next: string };
  /** With ASK_NATIVE: whether the transformer's native module was loaded. */
  readonly native?: boolean;
  readonly stderr: string;
}

/** A project in a folder of its own, used by processes of their own. */
export class Project {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  async write(files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(this.root, path)), { recursive: true });
      await writeFile(join(this.root, path), text);
    }
  }

  read(path: string): Promise<string> {
    return readFile(join(this.root, path), 'utf8');
  }

  async link(path: string, to: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await symlink(join(this.root, to), join(this.root, path));
  }

  /** TEST_NODE names another Node to try. */
  run(
    verb: 'load' | 'code' | 'roots' | 'program' | 'again' | 'settings' | 'pack' | 'unpacked',
    args: readonly unknown[],
    env: Record<string, string> = {},
  ): Promise<Outcome> {
    const node = process.env['TEST_NODE'] ?? process.execPath;
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    return new Promise((done, fail) => {
      const options = { cwd: this.root, env: { ...inherited, ...env } };
      execFile(node, [driver, verb, JSON.stringify(args)], options, (failed, stdout, stderr) => {
        if (stdout === '') fail(new Error(`the child said nothing: ${stderr}`, { cause: failed }));
        else done({ ...(JSON.parse(stdout) as Outcome), stderr });
      });
    });
  }

  async load(file: string, env?: Record<string, string>): Promise<Outcome> {
    return await this.run('load', [file], env);
  }
}

export async function project(files: Record<string, string>): Promise<Project> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'clew-modules-')));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const made = new Project(root);
  await made.write({ 'package.json': '{ "name": "downtime" }', ...files });
  return made;
}
