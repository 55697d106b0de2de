import { userError } from '../../errors.ts';
import { type Known, readFault } from '../../testing/aws/faults/read-fault.ts';
import type { Fault } from '../../testing/aws/faults/faults.ts';
import { quote } from '../../values/shell-command.ts';
import { badFlag, type Options } from '../flags.ts';

export const defaultPort = 9900;
export const defaultBucket = 'clew';

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

export function portOf(options: Options, invoked: string): number {
  const text = options.text('port') ?? String(defaultPort);
  if (/^\d{1,5}$/.test(text) && Number(text) < 65_536) return Number(text);
  throw badFlag(`--port wants a number from 0 to 65535 and got "${text}".`, invoked);
}

/** `<name>=<value>`, as often as it was given. */
export function pairsOf(
  options: Options,
  name: string,
  like: string,
  invoked: string,
): [name: string, value: string][] {
  return options.texts(name).map((text) => {
    const [, left, right] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (left === undefined || right === undefined) {
      throw badFlag(`--${name} wants ${like} and got "${text}".`, invoked);
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
