import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { quote } from '../../src/values/shell-command.ts';
import { type Project, ownNode } from '../support/project.ts';

export const deliveries = ['file', 'pipe', 'slow pipe', 'closed pipe', 'full disk', 'terminal'] as const;
export type Delivery = (typeof deliveries)[number];

/** The end of a program, and the part of its standard output that arrived. */
export interface Delivered {
  readonly code: number | null;
  readonly text: string;
  readonly stderr: string;
}

export interface DeliveryOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Which of its streams goes there; the other one is read at once. */
  readonly stream?: 'stdout' | 'stderr';
  /** Reads the pipe slowly. */
  readonly read?: (pipe: number) => Promise<string>;
}

let names = 0;

/** Runs a command whose output goes where people send it. */
export async function deliver(
  project: Project,
  words: readonly string[],
  to: Delivery,
  { env = {}, stream = 'stdout', read = slowly }: DeliveryOptions = {},
): Promise<Delivered> {
  if (to === 'terminal') {
    // Another program reads to the end whatever the machine has to do; node-pty gives up 200 ms after the end.
    const line = [ownNode, project.program(words[0]!), ...words.slice(1)].map(quote).join(' ');
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      cwd: project.folder,
      env: project.environment({ TERM: 'xterm', ...env }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (some: string) => (text += some));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, text: text.replaceAll('\r\n', '\n'), stderr: '' };
  }
  const place = project.path(`delivered-${++names}`);
  const isPipe = to.endsWith('pipe');
  if (isPipe) execFileSync('mkfifo', [place]);
  const reader = isPipe ? openSync(place, constants.O_RDONLY | constants.O_NONBLOCK) : undefined;
  const writer = openSync(to === 'full disk' ? '/dev/full' : place, 'w');
  if (to === 'closed pipe') closeSync(reader!);
  const [program, ...args] = words as [string, ...string[]];
  // A script of the user's own, or one of ours.
  const file = program.includes('.') ? project.path(program) : project.program(program);
  const child = spawn(ownNode, [file, ...args], {
    cwd: project.folder,
    env: project.environment(env),
    stdio: stream === 'stdout' ? ['ignore', writer, 'pipe'] : ['ignore', 'pipe', writer],
  });
  closeSync(writer);
  let other = '';
  (child.stdout ?? child.stderr)!.setEncoding('utf8').on('data', (text: string) => (other += text));
  const timer = globalThis.setTimeout(() => child.kill('SIGKILL'), 120_000);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const arrived = to === 'slow pipe' ? read(reader!) : to === 'pipe' ? atOnce(reader!) : undefined;
  const code = await ended;
  clearTimeout(timer);
  const text = arrived ? await arrived : to === 'file' ? readFileSync(place, 'utf8') : '';
  return stream === 'stdout' ? { code, text, stderr: other } : { code, text: other, stderr: text };
}

/** As fast as it comes. */
export const atOnce = async (pipe: number): Promise<string> => Buffer.concat(await chunksOf(pipe)).toString();

const chunksOf = (pipe: number): Promise<Buffer[]> => new Socket({ fd: pipe, writable: false }).toArray();

/** After a nap, in which the pipe becomes full. */
async function slowly(pipe: number): Promise<string> {
  await pause(400);
  return atOnce(pipe);
}
