import { parseDuration } from '../../../values/duration.ts';
import { didYouMean } from '../../../values/nearest.ts';
import { type S3Operation, operations } from '../operations/names.ts';
import type { S3Fault, S3FaultKind } from '../options.ts';

export const faultKinds = [
  'throttle',
  'error-before',
  'error-after',
  'error-in-200',
  'cut-before',
  'cut-while',
  'cut-after',
  'truncate',
] as const satisfies readonly S3FaultKind[];

/** A fault as people type it: `throttle=5%`, `UploadPart:cut-after=1%`, `slow=200ms`; or what is wrong with the text. */
export function readFault(text: string): S3Fault | string {
  const [, name, what = '', value] = /^(?:([^:=]*):)?([^:=]*)(?:=(.*))?$/s.exec(text.trim()) ?? [];
  const operation = operations.find((one) => one.toLowerCase() === name?.toLowerCase());
  if (name !== undefined && !operation) {
    return `there is no operation ${name}${suggestion(name, operations)}`;
  }
  const only: { readonly operation?: S3Operation } = operation ? { operation } : {};
  if (what === 'slow') {
    const slow = value === undefined ? undefined : parseDuration(value);
    return slow === undefined ? 'slow wants a time, as in slow=200ms.' : { ...only, slow };
  }
  const kind = faultKinds.find((one) => one === what);
  if (!kind) return `there is no fault ${what}${suggestion(what, [...faultKinds, 'slow'])}`;
  const chance = /^(\d+(?:\.\d+)?)\s*%$/.exec(value ?? '100%')?.[1];
  if (chance === undefined || Number(chance) > 100) return `${kind} wants a share of the requests, as in ${kind}=5%.`;
  return { ...only, kind, chance: Number(chance) / 100 };
}

function suggestion(word: string, known: readonly string[]): string {
  const near = didYouMean(word, known);
  return near === '' ? ` among ${known.join(', ')}.` : `.${near}`;
}
