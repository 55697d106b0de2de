import type { IncomingMessage } from 'node:http';
import { type Head, headOf } from '../../aws/http/head.ts';

/** The head of a request to S3. */
export interface Asked extends Head {
  readonly bucket: string | undefined;
  /** Undefined where the bucket itself is meant. */
  readonly key: string | undefined;
}

const address = /^(?:\d+(?:\.\d+){3}|\[.*\])$/;

/** Virtual-host style: `models.localhost` and `models.s3.localhost` name a bucket, all other hosts do not. */
function bucketOfHost(host = ''): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (address.test(name) || !name.endsWith('.localhost')) return undefined;
  const bucket = name.slice(0, -'.localhost'.length).replace(/(^|\.)s3$/, '');
  return bucket === '' ? undefined : bucket;
}

/** Gives undefined for an address that can't be decoded. */
export function ask(request: IncomingMessage): Asked | undefined {
  const head = headOf(request);
  if (!head) return undefined;
  const host = bucketOfHost(request.headers.host);
  const [, first = '', rest] = /^\/([^/]*)(?:\/(.*))?$/s.exec(head.path) ?? [];
  const [bucket, key] = host === undefined ? [first, rest] : [host, head.path.slice(1)];
  return { ...head, bucket: bucket || undefined, key: key || undefined };
}
