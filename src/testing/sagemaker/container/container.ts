import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { messageOf } from '../../../errors.ts';
import type { SageMakerContainer, SageMakerImage } from '../sagemaker-options.ts';
import { atExit } from './at-exit.ts';
import type { Command } from './command.ts';

/** Something that runs, and can be asked and made to end. */
export interface Container {
  /** Its exit code, as Docker has it: 128 and the number of the signal that ended it. */
  readonly ended: Promise<number>;
  terminate(): void;
  kill(): void;
}

export function startContainer({ image, args, env }: Command, optMl: string, log: (line: string) => void): Container {
  return typeof image === 'function'
    ? startFunction(image, { optMl, env, arguments: args, log })
    : startProcess([...image, ...args], optMl, env, log);
}

function startProcess(
  [command, ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  log: (line: string) => void,
): Container {
  // A group of its own: a container takes everything that it has started with it.
  const child = spawn(command!, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const signal = (name: NodeJS.Signals): void => signalGroup(child, name);
  const isOver = atExit(() => signal('SIGKILL'));
  const read = Promise.all([child.stdout, child.stderr].map((stream) => readLines(stream, log)));
  const ended = new Promise<number>((resolve) => {
    child.once('error', (error) => {
      log(`exec ${command}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, by) => resolve(code ?? 128 + constants.signals[by!]));
  }).then(async (code) => {
    isOver();
    // Ends what it has started and left behind.
    signal('SIGKILL');
    await read;
    return code;
  });
  return { ended, terminate: () => signal('SIGTERM'), kill: () => signal('SIGKILL') };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // All of them have ended.
  }
}

async function readLines(stream: Readable, log: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) log(line);
}

function startFunction(
  image: Extract<SageMakerImage, (container: SageMakerContainer) => unknown>,
  given: Omit<SageMakerContainer, 'signal'>,
): Container {
  const signals = new AbortController();
  const killed = Promise.withResolvers<number>();
  const ran = (async () => image({ ...given, signal: signals.signal }))().catch((error: unknown) => {
    given.log(messageOf(error));
    return 1;
  });
  return {
    ended: Promise.race([ran, killed.promise]),
    terminate: () => signals.abort(),
    kill() {
      signals.abort();
      killed.resolve(128 + constants.signals.SIGKILL);
    },
  };
}
