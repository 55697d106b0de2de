import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { messageOf, userError } from '../../errors.ts';
import { quote } from '../../values/shell-command.ts';
import { badFlag } from '../flags.ts';
import { type Terminal, dim } from '../terminal.ts';
import type { Sandbox } from './sandbox-kind.ts';

export const commandNotStarted = userError('COMMAND_NOT_STARTED', (command: string, cause: unknown) => ({
  message: `${quote(command)} can't be started: ${messageOf(cause)}.`,
  cause,
  next: 'Write a command and its arguments after --, as in: clew sandbox aws -- npx run-workflow …',
}));

/** Splits off what stands behind `--`: it is a command of its own; undefined where there is no `--`. */
export function splitCommand(
  argv: readonly string[],
  invoked: string,
): { readonly own: readonly string[]; readonly command: readonly [string, ...string[]] | undefined } {
  const cut = argv.indexOf('--');
  if (cut < 0) return { own: argv, command: undefined };
  const [program, ...args] = argv.slice(cut + 1);
  if (program === undefined) throw badFlag(`${invoked} wants a command after --.`, invoked);
  return { own: argv.slice(0, cut), command: [program, ...args] };
}

/** Runs a command with all that it takes to use a sandbox, which ends with it. Gives its exit code. */
export async function runBeside(
  [program, ...args]: readonly [string, ...string[]],
  { settings, env, text }: Sandbox,
  terminal: Terminal,
): Promise<number> {
  terminal.note(dim(text.split('\n', 1)[0]!.replace('; Ctrl-C ends it', '; ends with the command')));
  const child = spawn(program, args, {
    stdio: 'inherit',
    env: { ...process.env, ...env, CLEW_SETTINGS: JSON.stringify(settings) },
  });
  const ended = endOf(child, program);
  // The terminal sends it to both; it is the command that decides what to do about it.
  const waits = (): void => undefined;
  const passes = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', waits).on('SIGTERM', passes);
  try {
    return await ended;
  } finally {
    process.off('SIGINT', waits).off('SIGTERM', passes);
  }
}

function endOf(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(commandNotStarted(program, error)));
    // As a shell says of what a signal has ended.
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal!]));
  });
}
