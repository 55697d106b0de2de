import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** The Node that the repository brings: the machine's own may be too old. */
export const ownNode = join(repository, 'node_modules/.bin/node');

/** A program that hangs is ended after this, so that a test says what it printed instead of hanging too. */
const patience = 40_000;

/** Files by path; an object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Laid over the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly cwd?: string;
  /** Where standard output goes instead. */
  readonly stdoutFile?: string;
  /** Another Node than the repository's. */
  readonly node?: string;
  /** Milliseconds until it is ended. */
  readonly patience?: number;
}

/** A program that was started and goes on. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Resolves when standard output or error hold the text; rejects when the program ends before. */
  until(text: string): Promise<void>;
}

const folders: string[] = [];
let installed: string | undefined;
let projects = 0;

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  installed = undefined;
});

/** A folder with node_modules as `npm i` would leave it: what `npm pack` holds, and the dependencies beside it. */
function install(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'clew-projects-')));
  folders.push(folder);
  const { files, dependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    files: string[];
    dependencies: Record<string, string>;
  };
  const own = join(folder, 'node_modules/clew');
  const left = ['dist/types', 'docs/.vitepress', 'examples'].map((name) => join(repository, name));
  for (const name of ['package.json', ...files]) {
    cpSync(join(repository, name), join(own, name), {
      recursive: true,
      filter: (path) => !left.some((one) => path.startsWith(one)),
    });
  }
  for (const name of [...Object.keys(dependencies), 'zod', 'valibot', 'arktype']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), link);
  }
  return folder;
}

/**
 * A project of a user, outside of the repository, that goes away at the end of the test file.
 *
 * @example
 * ```ts
 * const { run } = makeProject({ 'workflow.ts': `…` });
 * const { code, stdout, stderr } = await run('run-workflow workflow.ts --day 2026-11-01');
 * ```
 */
export function makeProject(files: Files): Project {
  installed ??= install();
  const folder = join(installed, `project-${++projects}`);
  mkdirSync(folder);
  const project = new Project(folder, join(installed, 'node_modules/clew/bin'), join(installed, 'compiled'));
  project.write({ 'package.json': { name: 'shop', type: 'module' }, ...files });
  return project;
}

export class Project {
  readonly folder: string;
  readonly #bin: string;
  readonly #compiled: string;

  constructor(folder: string, bin: string, compiled: string) {
    this.folder = folder;
    this.#bin = bin;
    this.#compiled = compiled;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The file of `run-workflow` or `clew`, for who starts it by other means. */
  program(name: string): string {
    return join(this.#bin, `${name}.js`);
  }

  write(files: Files): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), typeof content === 'string' ? content : JSON.stringify(content));
    }
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** Lines that tasks have appended to a file: how often each of them really ran. */
  lines(name: string): string[] {
    return this.has(name) ? this.read(name).trimEnd().split('\n') : [];
  }

  /** Runs `run-workflow …` or `clew …` to its end: one text without quoting, or a list of words. */
  readonly run = (command: string | readonly string[], options: RunOptions = {}): Promise<Ran> =>
    this.start(command, options).ended;

  /** Runs it and reads what `--json` prints. */
  readonly json = async (command: string | readonly string[], options: RunOptions = {}): Promise<any> => {
    const words = typeof command === 'string' ? command.split(' ') : command;
    const { stdout, stderr, code } = await this.run([...words, '--json'], options);
    try {
      return JSON.parse(stdout);
    } catch {
      throw new Error(`No JSON on standard output (exit code ${code}): ${stdout}\n${stderr}`);
    }
  };

  readonly start = (command: string | readonly string[], options: RunOptions = {}): Started => {
    const [program, ...args] = typeof command === 'string' ? command.split(' ') : command;
    return this.startFile(this.program(program!), args, options);
  };

  /** What our programs are started with. */
  environment(env: RunOptions['env'] = {}): NodeJS.ProcessEnv {
    return { ...cleanEnvironment(), NODE_COMPILE_CACHE: this.#compiled, ...env };
  }

  /** A program of the user's own. */
  readonly startFile = (file: string, args: readonly string[] = [], options: RunOptions = {}): Started => {
    const stdout = options.stdoutFile === undefined ? 'pipe' : openSync(options.stdoutFile, 'w');
    const child = spawn(options.node ?? ownNode, [file, ...args], {
      cwd: options.cwd ?? this.folder,
      env: this.environment(options.env),
      stdio: ['pipe', stdout, 'pipe'],
    });
    if (stdout !== 'pipe') closeSync(stdout);
    // Who ends without reading its input breaks the pipe, and that is its right.
    child.stdin!.on('error', () => undefined).end(options.input ?? '');
    return follow(child, options.patience);
  };
}

function follow(child: ChildProcess, most = patience): Started {
  const seen = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      seen[name] += text;
      for (const look of waiting) look();
    });
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), most);
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...seen });
    });
  });
  const until = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!`${seen.stdout}\n${seen.stderr}`.includes(text)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
      void ended.then(({ code }) =>
        reject(new Error(`It ended with ${code} before it said "${text}":\n${seen.stdout}${seen.stderr}`)),
      );
    });
  return { child, ended, until };
}

/** Without what would make our programs behave otherwise than at a user's first try. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(CLEW_|VITEST|NODE_|FORCE_COLOR|npm_|COLUMNS$|LANG$|LC_)/.test(name),
  );
  return { ...Object.fromEntries(env), NO_COLOR: '1' };
}
