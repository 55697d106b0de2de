import type { IncomingMessage } from 'node:http';
import { decodeUri } from './encode.ts';

/** The head of a request, taken apart. Nothing is normalized: paths may hold `..`, `//` and everything else. */
export interface Head {
  readonly method: string;
  /** The whole path, decoded: what is signed. */
  readonly path: string;
  /** Decoded, in the order in which they came. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Undefined where its address can't be decoded. */
export function headOf(request: IncomingMessage): Head | undefined {
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const end = target.indexOf('?');
  const path = decodeUri(end < 0 ? target : target.slice(0, end));
  const query = (end < 0 ? '' : target.slice(end + 1))
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value] = /^([^=]*)=?(.*)$/s.exec(pair.replaceAll('+', ' '))!.slice(1) as [string, string];
      return [decodeUri(name), decodeUri(value)] as const;
    });
  if (path === undefined || query.some((pair) => pair.includes(undefined))) return undefined;
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values!.join(',')]),
  );
  return { method: request.method!, path: path || '/', query: query as Head['query'], headers };
}

export const queryOf = ({ query }: Head, name: string): string | undefined => query.find(([one]) => one === name)?.[1];
