import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDuration } from '../../src/values/duration.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
export const here = fileURLToPath(new URL('.', import.meta.url));

export interface Measured {
  readonly ms: number;
  /** Peak memory of the process. */
  readonly mb: number;
  /** What the program itself says that the run took, where it says so. */
  readonly said?: number;
  /** Milliseconds that callers waited, where that is measured. */
  readonly felt?: number;
}

/** A folder that is a project of its own and has this package installed; gone when it is disposed. */
export class BenchProject implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'clew-bench-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.folder, 'node_modules'));
    symlinkSync(repository, join(this.folder, 'node_modules', 'clew'));
    writeFileSync(join(this.folder, 'package.json'), '{"name":"bench","type":"module","private":true}');
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
  }

  forget(): void {
    for (const ending of ['', '-wal', '-shm'])
      rmSync(join(this.folder, '.clew', `record.db${ending}`), { force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs one of our measuring scripts in a process of its own; it says what it measured on its last line. */
export function measure(script: string, args: readonly string[], cwd: string): Measured {
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', resolve(here, script), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const last = done.stderr.trim().split('\n').at(-1) ?? '';
  if (done.status !== 0 || !last.startsWith('{'))
    throw new Error(`${script} ${args.join(' ')}: ${done.stderr}${done.stdout}`);
  const said = saidBy(done.stdout);
  return { ...(JSON.parse(last) as Measured), ...(said !== undefined && { said }) };
}

/** By `--json` to the millisecond, else as people are told. */
function saidBy(stdout: string): number | undefined {
  if (stdout.startsWith('{')) return (JSON.parse(stdout) as { ms: number }).ms;
  return parseDuration(/ in (\d[\d.]* m?s)\b/.exec(stdout)?.[1] ?? '');
}

/** Wall time of a whole process, in milliseconds. */
export function timeProcess(command: string, args: readonly string[], cwd: string): number {
  const start = performance.now();
  const done = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}`);
  return performance.now() - start;
}

/** A size that the environment may set. */
export const numberFrom = (name: string, usual: number): number => Number(process.env[name] ?? usual);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export const times = <T>(count: number, work: () => T): T[] => Array.from({ length: count }, work);
