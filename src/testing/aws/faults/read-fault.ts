import { parseDuration } from '../../../values/duration.ts';
import { didYouMean } from '../../../values/nearest-names.ts';
import type { Fault } from './faults.ts';

/** The kinds of faults and the operations that a service knows, by name. */
export interface Known<Kind extends string, Operation extends string> {
  readonly kinds: readonly Kind[];
  readonly operations: readonly Operation[];
  /** Whether such a thing can happen to that one at all. Default: it can. */
  concerns?(kind: Kind, operation: Operation): boolean;
}

/** A fault as people type it: `throttle=5%`, `UploadPart:cut-after=1%`, `slow=200ms`; or what is wrong with the text. */
export function readFault<Kind extends string, Operation extends string>(
  text: string,
  known: Known<Kind, Operation>,
): Fault<Kind, Operation> | string {
  const { kinds, operations } = known;
  const [, name, what = '', value] = /^(?:([^:=]*):)?([^:=]*)(?:=(.*))?$/s.exec(text.trim()) ?? [];
  const operation = operations.find((one) => one.toLowerCase() === name?.toLowerCase());
  if (name !== undefined && !operation) {
    return `there is no operation ${name}${suggestion(name, operations)}`;
  }
  const only: { readonly operation?: Operation } = operation ? { operation } : {};
  if (what === 'slow') {
    const slow = value === undefined ? undefined : parseDuration(value);
    return slow === undefined ? 'slow wants a time, as in slow=200ms.' : { ...only, slow };
  }
  const kind = kinds.find((one) => one === what);
  if (!kind) return `there is no fault ${what}${suggestion(what, [...kinds, 'slow'])}`;
  if (operation && known.concerns?.(kind, operation) === false) return `${operation} can't meet ${kind}.`;
  const chance = /^(\d+(?:\.\d+)?)\s*%$/.exec(value ?? '100%')?.[1];
  if (chance === undefined || Number(chance) > 100) return `${kind} wants a share of the requests, as in ${kind}=5%.`;
  return { ...only, kind, chance: Number(chance) / 100 };
}

function suggestion(word: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  return near === '' ? ` among ${known.join(', ')}.` : `.${near}`;
}
