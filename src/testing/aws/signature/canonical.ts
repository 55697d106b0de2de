import { createHash, createHmac } from 'node:crypto';
import type { Head } from '../http/head.ts';
import { encodePath, encodeUri } from '../http/encode.ts';

export const algorithm = 'AWS4-HMAC-SHA256';

/** The scope that a key is good for: `20261124/us-east-1/s3/aws4_request`. */
export interface Scope {
  readonly accessKeyId: string;
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const scopeText = ({ day, region, service }: Scope): string => `${day}/${region}/${service}/aws4_request`;

export const signingKey = (secret: string, { day, region, service }: Scope): Buffer =>
  hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');

export const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('hex');

export const stringToSign = (stamp: string, scope: Scope, canonical: string): string =>
  [algorithm, stamp, scopeText(scope), sha256(canonical)].join('\n');

const byBytes = (a: readonly string[], b: readonly string[]): number =>
  a[0] === b[0] ? (a[1]! < b[1]! ? -1 : 1) : a[0]! < b[0]! ? -1 : 1;

/** The one text of a request that both sides arrive at. `unsigned` is the parameter that holds the signature itself. */
export function canonicalRequest(
  { method, path, query, headers }: Head,
  signed: readonly string[],
  payload: string,
  unsigned?: string,
): string {
  const parameters = query
    .filter(([name]) => name !== unsigned)
    .map(([name, value]) => [encodeUri(name), encodeUri(value)])
    .toSorted(byBytes)
    .map((pair) => pair.join('='));
  const lines = signed.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`);
  return [method, encodePath(path), parameters.join('&'), lines.join(''), signed.join(';'), payload].join('\n');
}
