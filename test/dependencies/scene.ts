import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Dependencies, PackageFile } from '../../src/dependencies/dependencies.ts';

/** The code that a task reaches in a scene: the module, unless it says otherwise. */
export interface SceneReach {
  readonly files?: readonly string[];
  readonly partFiles?: readonly string[];
  readonly unreached?: readonly number[];
  readonly holdsState?: boolean;
  readonly variables?: readonly string[];
  readonly packages?: Readonly<Record<string, string>>;
}

export interface SceneRun {
  /** The name of an exported function. */
  readonly call: string;
  readonly args?: readonly unknown[];
  readonly reach?: SceneReach;
}

export interface Scene {
  readonly module: string;
  readonly runs: readonly SceneRun[];
  readonly together?: boolean;
  /** Files that only declare. */
  readonly plain?: readonly string[];
  /** Files without state. */
  readonly stateless?: readonly string[];
}

export interface SceneResult {
  readonly value?: any;
  readonly error?: string;
  readonly dependencies: Dependencies | null;
  readonly packageFiles?: readonly PackageFile[][];
}

const driver = fileURLToPath(new URL('drive.ts', import.meta.url));

/** A project in a folder of its own, whose runs are observed in processes of their own. */
export class SceneProject {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  async play(scene: Scene, env: Record<string, string> = {}): Promise<SceneResult[]> {
    return JSON.parse(await this.node([driver, JSON.stringify(scene)], env)) as SceneResult[];
  }

  /** TEST_NODE names another Node to try. */
  node(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
    const node = process.env['TEST_NODE'] ?? process.execPath;
    const { NODE_OPTIONS: _, ...inherited } = process.env;
    const flags = ['--disable-warning=ExperimentalWarning', '--experimental-strip-types'];
    return new Promise((done, fail) => {
      const options = { cwd: this.root, env: { ...inherited, ...env }, maxBuffer: 1 << 26 };
      execFile(node, [...flags, ...args], options, (failed, stdout, stderr) => {
        if (failed) fail(new Error(`the child failed: ${stderr}`, { cause: failed }));
        else done(stdout);
      });
    });
  }
}

export function sceneProject(files: Readonly<Record<string, string | Uint8Array>>): SceneProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'clew-dependencies-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const project = new SceneProject(root);
  project.write({ 'package.json': '{ "name": "shop" }', ...files });
  return project;
}

export const sha256 = (data: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** The files of a result, as `kind path state`, sorted; the working directory, from which most of them count, left out. */
export const filesOf = (result: SceneResult): string[] =>
  lookedAt(result)
    .map(({ kind, path, state }) => `${kind} ${path} ${state}`)
    .toSorted();

/** The files of a result but for the working directory. */
export const lookedAt = ({ dependencies }: SceneResult): Dependencies['files'] =>
  (dependencies?.files ?? []).filter(({ kind }) => kind !== 'cwd');

/** The modules of a result. */
export const pathsOf = ({ dependencies }: SceneResult): string[] =>
  (dependencies?.modules ?? []).map(({ path }) => path);
