import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { messageOf, userError } from '../../../errors.ts';
import { quote } from '../../../values/shell-command.ts';
import { type FlagValues, badFlag } from '../../flags.ts';
import { type Terminal, dim } from '../../terminal.ts';
import { type Known, readFault } from '../../../testing/aws/faults/read-fault.ts';
import type { Fault } from '../../../testing/aws/faults/faults.ts';
import type { AwsUser } from '../../../testing/aws/users.ts';
import { onInterrupt } from '../../interrupt.ts';
import { type CommandLine, jsonFlag } from '../../command.ts';

export const defaultPort = 9900;
export const defaultBucket = 'clew';

/** The flags of every sandbox; `where` and `what` say where it listens, and what can go wrong there. */
export const sandboxFlags = (where: string, what: string) =>
  [
    { name: 'port', type: 'text', value: '<n>', doc: `${where}; 0 is any that is free` },
    { name: 'bucket', type: 'text', value: '<name>', many: true, doc: `a bucket that is there: ${defaultBucket}` },
    { name: 'data', type: 'text', value: '<folder>', doc: 'keeps the objects, also for the next time; else in memory' },
    {
      name: 'fault',
      type: 'text',
      value: '<what>=<n>%',
      many: true,
      doc: `goes wrong so often: ${what}; or slow=<time>; with <Operation>: in front, there only`,
    },
    { name: 'seed', type: 'text', value: '<text>', doc: 'decides which requests a fault meets; the same each time' },
    { name: 'connections', type: 'count', doc: 'more at once are closed' },
    { name: 'verbose', short: 'v', type: 'boolean', doc: 'say each request' },
    jsonFlag,
  ] as const;

export type SandboxFlags = FlagValues<ReturnType<typeof sandboxFlags>>;

/** A sandbox that runs until Ctrl-C. */
export interface Sandbox extends AsyncDisposable {
  /** For `--json`. */
  readonly document: object;
  /** The settings by which it is used, and the environment. */
  readonly settings: object;
  readonly env: Readonly<Record<string, string>>;
  /** For people: what is where, and what goes into their settings. */
  readonly text: string;
}

/** Gives the variables by which both a person and a program are told who may ask. */
export const keysOf = ({ accessKeyId, secretAccessKey }: AwsUser): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

export function sandboxText(title: string, settings: readonly string[], user: AwsUser): string {
  // They would count before the keys, or be sent with them.
  const inTheWay = ['AWS_PROFILE', 'AWS_SESSION_TOKEN'].filter((name) => process.env[name]);
  const keys = Object.entries(keysOf(user)).map((pair) => pair.join('='));
  return [
    `${title}; Ctrl-C ends it`,
    '',
    dim('in clew.config.ts'),
    ...settings.map((line) => `  ${line}`),
    '',
    dim('where you run workflows'),
    ...(inTheWay.length > 0 ? [`  unset ${inTheWay.join(' ')}`] : []),
    `  export ${keys.join(' ')}`,
  ].join('\n');
}

/**
 * Runs a sandbox until Ctrl-C or, if a command stands behind `--`, until that ends. `start` is given what hears of each
 * request. Gives the exit code.
 */
export async function serve(
  { flags, line, invoked }: { readonly flags: SandboxFlags; readonly line: CommandLine; readonly invoked: string },
  terminal: Terminal,
  start: (told: (line: string) => void) => Promise<Sandbox>,
): Promise<number> {
  if (line.rest?.length === 0) throw badFlag(`${invoked} wants a command after --.`, invoked);
  let asked = 0;
  await using sandbox = await start((line) => {
    asked += 1;
    if (flags.verbose) terminal.note(line);
  });
  if (line.rest) return await runBeside(line.rest as [string, ...string[]], sandbox, terminal);
  // Listening first: who reads that it is there may stop it at once.
  const stopped = new Promise<void>((resolve) => onInterrupt(resolve, () => undefined));
  if (flags.json) await terminal.json(sandbox.document);
  else terminal.out(sandbox.text);
  await stopped;
  terminal.note(dim(`stopped after ${asked} request${asked === 1 ? '' : 's'}`));
  return 0;
}

export const commandNotStarted = userError('COMMAND_NOT_STARTED', (command: string, cause: unknown) => ({
  message: `${quote(command)} can't be started: ${messageOf(cause)}.`,
  cause,
  next: 'Write a command and its arguments after --, as in: clew sandbox aws -- npx run-workflow …',
}));

/** Runs a command with all that it takes to use a sandbox, which ends with it. Gives its exit code. */
async function runBeside(
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

export const badFault = userError('BAD_FAULT', (text: string, why: string) => ({
  message: `--fault ${quote(text)} can't be: ${why}`,
  next: 'As in --fault throttle=5%, --fault UploadPart:cut-after=1% or --fault slow=200ms.',
}));

/** The faults that were typed and that a server knows. */
export function faultsFor<Kind extends string, Operation extends string>(
  texts: readonly string[],
  known: Known<Kind, Operation>,
): Fault<Kind, Operation>[] {
  return texts.map((text) => readFault(text, known)).filter((fault) => typeof fault !== 'string');
}

/** Refuses a fault that none of the servers knows. */
export function checkFaults(texts: readonly string[], ...servers: readonly Known<string, string>[]): void {
  const all = {
    kinds: [...new Set(servers.flatMap(({ kinds }) => kinds))],
    operations: servers.flatMap(({ operations }) => operations),
  };
  for (const text of texts) {
    const fault = readFault(text, all);
    if (typeof fault === 'string') throw badFault(text, fault);
    if (servers.every((known) => typeof readFault(text, known) === 'string')) {
      throw badFault(text, `${String(fault.operation)} can't meet ${fault.kind}.`);
    }
  }
}

export function portOf({ port: text = String(defaultPort) }: SandboxFlags, invoked: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw badFlag(`--port wants a number from 0 to 65535 and got "${text}".`, invoked);
}

/** Reads `<name>=<value>`, as often as `--<flag>` was given. */
export function readPairs(
  texts: readonly string[],
  flag: string,
  like: string,
  invoked: string,
): [name: string, value: string][] {
  return texts.map((text) => {
    const [, left, right] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (left === undefined || right === undefined) {
      throw badFlag(`--${flag} wants ${like} and got "${text}".`, invoked);
    }
    return [left, right];
  });
}

/** A number that was typed, above 0. */
export function positive(text: string, name: string, invoked: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw badFlag(`--${name} wants a number above 0 and got "${text}".`, invoked);
}
