import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Answered, type Raw, type Target, send } from '../../../support/s3-raw.ts';

/** What a server has to answer. `names` are texts of elements, by name, in their order. */
export interface Wanted {
  readonly status: number;
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly body?: string;
}

/** One request, and what Amazon answers to it. */
export interface Step {
  readonly what: string;
  readonly ask: (stage: Stage) => Raw | Promise<Raw>;
  readonly wanted: Wanted;
}

/** A bucket of one's own, and what was learned on the way. */
export class Stage {
  readonly target: Target;
  readonly bucket: string;
  readonly learned = new Map<string, string>();

  constructor(target: Target, bucket: string) {
    this.target = target;
    this.bucket = bucket;
  }

  path(key: string): string {
    return `/${this.bucket}/${key}`;
  }

  /** Asks beside the steps. */
  async send(raw: Raw): Promise<Answered> {
    return await send(this.target, raw);
  }

  /** An upload that was begun, by its id. */
  async upload(key: string, headers: Raw['headers'] = {}): Promise<string> {
    const { elements } = await this.send({ method: 'POST', path: this.path(key), query: { uploads: '' }, headers });
    return elements('UploadId')[0]!;
  }

  async part(key: string, uploadId: string, partNumber: number, body: string | Uint8Array): Promise<string> {
    const query = { uploadId, partNumber: String(partNumber) };
    const { headers } = await this.send({ method: 'PUT', path: this.path(key), query, body });
    return headers.etag!;
  }
}

export const md5 = (data: string | Uint8Array): string => createHash('md5').update(data).digest('hex');
export const md5Base64 = (data: string): string => createHash('md5').update(data).digest('base64');
export const crc32Base64 = (data: string | Uint8Array): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString('base64');
};
export const complete = (...parts: readonly (readonly [number: number, etag: string])[]): string =>
  `<CompleteMultipartUpload>${parts.map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;
export const put =
  (key: string, body: string, headers: Raw['headers'] = {}) =>
  (stage: Stage): Raw => ({
    method: 'PUT',
    path: stage.path(key),
    body,
    headers,
  });
export const get =
  (key: string, headers: Raw['headers'] = {}, more: Partial<Raw> = {}) =>
  (stage: Stage): Raw => ({
    path: stage.path(key),
    headers,
    ...more,
  });
export const list =
  (query: Readonly<Record<string, string>>) =>
  (stage: Stage): Raw => ({
    path: `/${stage.bucket}`,
    query: { 'list-type': '2', ...query },
  });

export const without = (headers: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));

export const minutes = 60_000;
export const old = (by: number): Date => new Date(Date.now() - by);
export const large = Buffer.alloc(5 * 1024 * 1024, 'a');
