import type { IncomingMessage } from 'node:http';
import { decodeUri } from './encode.ts';
import { Refusal } from './refusal.ts';

/** The head of a request, taken apart. Nothing is normalized: keys may hold `..`, `//` and everything else. */
export interface Asked {
  readonly method: string;
  readonly bucket: string | undefined;
  /** Undefined where the bucket itself is meant. */
  readonly key: string | undefined;
  /** The whole path, decoded: what is signed, whatever the style. */
  readonly path: string;
  /** Decoded, in the order in which they came. */
  readonly query: readonly (readonly [name: string, value: string])[];
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

const address = /^(?:\d+(?:\.\d+){3}|\[.*\])$/;

/** Virtual-host style: `models.localhost` and `models.s3.localhost` name a bucket, all other hosts do not. */
function bucketOfHost(host = ''): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (address.test(name) || !name.endsWith('.localhost')) return undefined;
  const bucket = name.slice(0, -'.localhost'.length).replace(/(^|\.)s3$/, '');
  return bucket === '' ? undefined : bucket;
}

function decoded(text: string): string {
  const result = decodeUri(text);
  if (result === undefined) throw new Refusal('InvalidURI');
  return result;
}

export function ask(request: IncomingMessage): Asked {
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
  const end = target.indexOf('?');
  const path = decoded(end < 0 ? target : target.slice(0, end)) || '/';
  const query = (end < 0 ? '' : target.slice(end + 1))
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value] = /^([^=]*)=?(.*)$/s.exec(pair.replaceAll('+', ' '))!.slice(1) as [string, string];
      return [decoded(name), decoded(value)] as const;
    });
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values!.join(',')]),
  );
  const host = bucketOfHost(request.headers.host);
  const [, first = '', rest] = /^\/([^/]*)(?:\/(.*))?$/s.exec(path) ?? [];
  const [bucket, key] = host === undefined ? [first, rest] : [host, path.slice(1)];
  return { method: request.method!, bucket: bucket || undefined, key: key || undefined, path, query, headers };
}

export const queryOf = ({ query }: Asked, name: string): string | undefined => query.find(([one]) => one === name)?.[1];
