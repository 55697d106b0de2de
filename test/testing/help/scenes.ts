import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Answered, type Raw, type Target, chunked, send, sha256 } from '../../support/s3-raw.ts';

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
const md5Base64 = (data: string): string => createHash('md5').update(data).digest('base64');
export const crc32Base64 = (data: string | Uint8Array): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(data));
  return bytes.toString('base64');
};
const complete = (...parts: readonly (readonly [number: number, etag: string])[]): string =>
  `<CompleteMultipartUpload>${parts.map(([n, etag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${etag}</ETag></Part>`).join('')}</CompleteMultipartUpload>`;
const put =
  (key: string, body: string, headers: Raw['headers'] = {}) =>
  (stage: Stage): Raw => ({
    method: 'PUT',
    path: stage.path(key),
    body,
    headers,
  });
const get =
  (key: string, headers: Raw['headers'] = {}, more: Partial<Raw> = {}) =>
  (stage: Stage): Raw => ({
    path: stage.path(key),
    headers,
    ...more,
  });
const list =
  (query: Readonly<Record<string, string>>) =>
  (stage: Stage): Raw => ({
    path: `/${stage.bucket}`,
    query: { 'list-type': '2', ...query },
  });

const without = (headers: Readonly<Record<string, string>>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));

const minutes = 60_000;
const old = (by: number): Date => new Date(Date.now() - by);
const large = Buffer.alloc(5 * 1024 * 1024, 'a');

export const scenes: Readonly<Record<string, readonly Step[]>> = {
  signatures: [
    {
      what: 'a request without a signature',
      ask: get('a', {}, { tamper: (s) => ({ ...s, headers: { host: s.headers['host']! } }) }),
      wanted: { status: 403, code: 'AccessDenied' },
    },
    {
      what: 'a header that was not signed',
      ask: get('a', {}, { tamper: (s) => ({ ...s, headers: { ...s.headers, 'x-amz-meta-late': '1' } }) }),
      wanted: { status: 403, code: 'AccessDenied' },
    },
    {
      what: 'another path than was signed',
      ask: get('a', {}, { tamper: (s) => ({ ...s, path: `${s.path}b` }) }),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
    {
      what: 'another method',
      ask: get('a', {}, { tamper: (s) => ({ ...s, method: 'DELETE' }) }),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
    {
      what: 'another body',
      ask: (stage) => ({ ...put('a', 'signed')(stage), tamper: (s) => ({ ...s, body: 'forged' }) }),
      wanted: { status: 400, code: 'XAmzContentSHA256Mismatch' },
    },
    {
      what: 'a clock that is 16 minutes late',
      ask: get('a', {}, { at: old(16 * minutes) }),
      wanted: { status: 403, code: 'RequestTimeTooSkewed' },
    },
    {
      what: 'a clock that is 16 minutes early',
      ask: get('a', {}, { at: old(-16 * minutes) }),
      wanted: { status: 403, code: 'RequestTimeTooSkewed' },
    },
    {
      what: 'a clock that is 10 minutes late',
      ask: get('a', {}, { at: old(10 * minutes) }),
      wanted: { status: 404, code: 'NoSuchKey' },
    },
    {
      what: 'an old way to sign',
      ask: get('a', {}, { tamper: (s) => ({ ...s, headers: { ...s.headers, authorization: 'AWS key:signature' } }) }),
      wanted: { status: 400, code: 'InvalidRequest' },
    },
    {
      what: 'a header of Amazon that is missing',
      ask: get('a', {}, { tamper: (s) => ({ ...s, headers: without(s.headers, 'x-amz-content-sha256') }) }),
      wanted: { status: 400, code: 'MissingSecurityHeader' },
    },
    {
      what: 'a digest that is none',
      ask: (stage) => ({ ...put('a', 'x')(stage), payload: 'nonsense' }),
      wanted: { status: 400, code: 'InvalidArgument' },
    },
    {
      what: 'HEAD: an error without a body',
      ask: (stage) => ({ method: 'HEAD', path: stage.path('nothing') }),
      wanted: { status: 404, body: '' },
    },
  ],
  'presigned addresses': [
    {
      what: 'an object to read',
      ask: put('signed ä+%.txt', 'hello', { 'content-type': 'text/plain' }),
      wanted: { status: 200 },
    },
    {
      what: 'reading',
      ask: get('signed ä+%.txt', {}, { presigned: 60 }),
      wanted: { status: 200, body: 'hello', headers: { 'content-type': 'text/plain' } },
    },
    {
      what: 'what the reader shall call it',
      ask: get(
        'signed ä+%.txt',
        {},
        { presigned: 60, query: { 'response-content-disposition': 'attachment; filename="a b.txt"' } },
      ),
      wanted: { status: 200, headers: { 'content-disposition': 'attachment; filename="a b.txt"' } },
    },
    {
      what: 'writing',
      ask: (stage) => ({ ...put('by address', 'posted')(stage), presigned: 60 }),
      wanted: { status: 200, headers: { etag: `"${md5('posted')}"` } },
    },
    {
      what: 'one that has expired',
      ask: get('signed ä+%.txt', {}, { presigned: 60, at: old(2 * minutes) }),
      wanted: { status: 403, code: 'AccessDenied' },
    },
    {
      what: 'one for another object',
      ask: get(
        'signed ä+%.txt',
        {},
        { presigned: 60, tamper: (s) => ({ ...s, path: s.path.replace('signed', 'by') }) },
      ),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
    {
      what: 'a longer time than was signed',
      ask: get(
        'signed ä+%.txt',
        {},
        { presigned: 60, tamper: (s) => ({ ...s, query: { ...s.query, 'X-Amz-Expires': '600' } }) },
      ),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
    {
      what: 'more than a week',
      ask: get('signed ä+%.txt', {}, { presigned: 604_801 }),
      wanted: { status: 400, code: 'AuthorizationQueryParametersError' },
    },
    {
      what: 'deleting by an address for reading',
      ask: get('signed ä+%.txt', {}, { presigned: 60, tamper: (s) => ({ ...s, method: 'DELETE' }) }),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
  ],
  'objects and their headers': [
    {
      what: 'an object with headers',
      ask: put('a/b', 'hello', {
        'content-type': 'text/plain',
        'cache-control': 'no-cache',
        'x-amz-meta-run': 'cr-1 2',
        'content-disposition': 'inline',
      }),
      wanted: { status: 200, headers: { etag: `"${md5('hello')}"` } },
    },
    {
      what: 'they come back',
      ask: get('a/b'),
      wanted: {
        status: 200,
        body: 'hello',
        headers: {
          'content-type': 'text/plain',
          'cache-control': 'no-cache',
          'x-amz-meta-run': 'cr-1 2',
          'content-length': '5',
          'accept-ranges': 'bytes',
          etag: `"${md5('hello')}"`,
          'content-disposition': 'inline',
        },
      },
    },
    {
      what: 'HEAD says the same',
      ask: (stage) => ({ method: 'HEAD', path: stage.path('a/b') }),
      wanted: {
        status: 200,
        body: '',
        headers: { 'content-type': 'text/plain', 'content-length': '5', 'x-amz-meta-run': 'cr-1 2' },
      },
    },
    { what: 'an object without a type', ask: put('bare', ''), wanted: { status: 200 } },
    {
      what: 'its type',
      ask: get('bare'),
      wanted: { status: 200, body: '', headers: { 'content-type': 'binary/octet-stream', 'content-length': '0' } },
    },
    {
      what: 'encrypted by the server',
      ask: put('secret', 'x', { 'x-amz-server-side-encryption': 'AES256' }),
      wanted: { status: 200, headers: { 'x-amz-server-side-encryption': 'AES256' } },
    },
    {
      what: 'encrypted in a way that there is not',
      ask: put('secret', 'x', { 'x-amz-server-side-encryption': 'ROT13' }),
      wanted: { status: 400, code: 'InvalidEncryptionAlgorithmError' },
    },
    { what: 'nothing there', ask: get('nothing'), wanted: { status: 404, code: 'NoSuchKey' } },
    {
      what: 'a bucket that is not there',
      ask: () => ({ path: '/clew-nobodys/a' }),
      wanted: { status: 404, code: 'NoSuchBucket' },
    },
    { what: 'a key of 1 024 bytes', ask: put('ä'.repeat(512), 'x'), wanted: { status: 200 } },
    {
      what: 'a key of 1 025 bytes',
      ask: put(`${'ä'.repeat(512)}b`, 'x'),
      wanted: { status: 400, code: 'KeyTooLongError' },
    },
    {
      what: 'metadata of more than 2 KB',
      ask: put('meta', 'x', { 'x-amz-meta-a': 'x'.repeat(2100) }),
      wanted: { status: 400, code: 'MetadataTooLarge' },
    },
    {
      what: 'a body of unknown length',
      ask: (stage) => ({
        ...put('flow', '')(stage),
        tamper: (s) => ({ ...s, body: 'x', headers: { ...s.headers, 'transfer-encoding': 'chunked' } }),
      }),
      wanted: { status: 501, code: 'NotImplemented' },
    },
    {
      what: 'removing',
      ask: (stage) => ({ method: 'DELETE', path: stage.path('bare') }),
      wanted: { status: 204, body: '' },
    },
    {
      what: 'removing what is not there',
      ask: (stage) => ({ method: 'DELETE', path: stage.path('bare') }),
      wanted: { status: 204, body: '' },
    },
    {
      what: 'something that S3 can and no layer needs',
      ask: (stage) => ({ path: stage.path('a/b'), query: { torrent: '' } }),
      wanted: { status: 501, code: 'NotImplemented' },
    },
  ],
  'ranges and conditions of reads': [
    { what: 'ten bytes', ask: put('ten', '0123456789'), wanted: { status: 200 } },
    ...(
      [
        ['bytes=0-0', '0', 'bytes 0-0/10'],
        ['bytes=3-5', '345', 'bytes 3-5/10'],
        ['bytes=7-', '789', 'bytes 7-9/10'],
        ['bytes=7-100', '789', 'bytes 7-9/10'],
        ['bytes=-3', '789', 'bytes 7-9/10'],
        ['bytes=-30', '0123456789', 'bytes 0-9/10'],
      ] as const
    ).map(([range, body, contentRange]): Step => ({
      what: `Range: ${range}`,
      ask: get('ten', { range }),
      wanted: { status: 206, body, headers: { 'content-range': contentRange, 'content-length': String(body.length) } },
    })),
    { what: 'behind the end', ask: get('ten', { range: 'bytes=10-' }), wanted: { status: 416, code: 'InvalidRange' } },
    { what: 'the last none', ask: get('ten', { range: 'bytes=-0' }), wanted: { status: 416, code: 'InvalidRange' } },
    { what: 'backwards', ask: get('ten', { range: 'bytes=5-3' }), wanted: { status: 200, body: '0123456789' } },
    { what: 'another unit', ask: get('ten', { range: 'lines=1-2' }), wanted: { status: 200, body: '0123456789' } },
    {
      what: 'a range in a HEAD',
      ask: (stage) => ({ method: 'HEAD', path: stage.path('ten'), headers: { range: 'bytes=2-4' } }),
      wanted: { status: 206, body: '', headers: { 'content-length': '3', 'content-range': 'bytes 2-4/10' } },
    },
    {
      what: 'If-Match, the same',
      ask: get('ten', { 'if-match': `"${md5('0123456789')}"` }),
      wanted: { status: 200, body: '0123456789' },
    },
    {
      what: 'If-Match, another',
      ask: get('ten', { 'if-match': `"${md5('other')}"` }),
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
    {
      what: 'If-None-Match, the same',
      ask: get('ten', { 'if-none-match': `"${md5('0123456789')}"` }),
      wanted: { status: 304, body: '', headers: { etag: `"${md5('0123456789')}"` } },
    },
    {
      what: 'If-None-Match, another',
      ask: get('ten', { 'if-none-match': `"${md5('other')}"` }),
      wanted: { status: 200 },
    },
    {
      what: 'If-Modified-Since, long ago',
      ask: get('ten', { 'if-modified-since': new Date(0).toUTCString() }),
      wanted: { status: 200 },
    },
    {
      what: 'If-Modified-Since, later',
      ask: get('ten', { 'if-modified-since': new Date(Date.now() + 5 * minutes).toUTCString() }),
      wanted: { status: 304, body: '' },
    },
    {
      what: 'If-Unmodified-Since, long ago',
      ask: get('ten', { 'if-unmodified-since': new Date(0).toUTCString() }),
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
    {
      what: 'a part of what came whole',
      ask: get('ten', {}, { query: { partNumber: '2' } }),
      wanted: { status: 416, code: 'InvalidRange' },
    },
  ],
  'conditions of writes': [
    { what: 'the first', ask: put('once', 'one', { 'if-none-match': '*' }), wanted: { status: 200 } },
    {
      what: 'the second',
      ask: put('once', 'two', { 'if-none-match': '*' }),
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
    { what: 'what is there', ask: get('once'), wanted: { status: 200, body: 'one' } },
    {
      what: 'If-Match, the same',
      ask: put('once', 'three', { 'if-match': `"${md5('one')}"` }),
      wanted: { status: 200 },
    },
    {
      what: 'If-Match, another',
      ask: put('once', 'four', { 'if-match': `"${md5('one')}"` }),
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
    {
      what: 'If-Match, nothing there',
      ask: put('never', 'x', { 'if-match': `"${md5('one')}"` }),
      wanted: { status: 404, code: 'NoSuchKey' },
    },
    { what: 'what is there then', ask: get('once'), wanted: { status: 200, body: 'three' } },
  ],
  checksums: [
    { what: 'Content-MD5', ask: put('sum', 'hello', { 'content-md5': md5Base64('hello') }), wanted: { status: 200 } },
    {
      what: 'another Content-MD5',
      ask: put('sum', 'hello', { 'content-md5': md5Base64('other') }),
      wanted: { status: 400, code: 'BadDigest' },
    },
    {
      what: 'a Content-MD5 that is none',
      ask: put('sum', 'hello', { 'content-md5': 'x' }),
      wanted: { status: 400, code: 'InvalidDigest' },
    },
    {
      what: 'a CRC32',
      ask: put('crc', 'hello', { 'x-amz-checksum-crc32': crc32Base64('hello') }),
      wanted: { status: 200, headers: { 'x-amz-checksum-crc32': crc32Base64('hello') } },
    },
    {
      what: 'it is kept',
      ask: get('crc', { 'x-amz-checksum-mode': 'ENABLED' }),
      wanted: { status: 200, headers: { 'x-amz-checksum-crc32': crc32Base64('hello') } },
    },
    {
      what: 'and not told to others',
      ask: get('crc'),
      wanted: { status: 200, headers: { 'x-amz-checksum-crc32': undefined } },
    },
    {
      what: 'another CRC32',
      ask: put('crc', 'hello', { 'x-amz-checksum-crc32': crc32Base64('other') }),
      wanted: { status: 400, code: 'BadDigest' },
    },
    {
      what: 'a CRC32 that is none',
      ask: put('crc', 'hello', { 'x-amz-checksum-crc32': 'x' }),
      wanted: { status: 400, code: 'InvalidRequest' },
    },
    {
      what: 'a SHA256',
      ask: put('sha', 'hello', { 'x-amz-checksum-sha256': Buffer.from(sha256('hello'), 'hex').toString('base64') }),
      wanted: { status: 200 },
    },
    { what: 'what was there is still', ask: get('crc'), wanted: { status: 200, body: 'hello' } },
  ],
  'aws-chunked': [
    {
      what: 'signed chunks',
      ask: (stage) => ({
        ...put('chunks', '', { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '9005' })(stage),
        payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        chunks: (chain) => chunked(['a'.repeat(9000), 'hello'], { chain }),
      }),
      wanted: { status: 200, headers: { etag: `"${md5(`${'a'.repeat(9000)}hello`)}"` } },
    },
    {
      what: 'the encoding is not kept',
      ask: get('chunks', { range: 'bytes=9000-' }),
      wanted: { status: 206, body: 'hello', headers: { 'content-encoding': undefined } },
    },
    {
      what: 'a chunk that was changed',
      ask: (stage) => ({
        ...put('forged', '', { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '5' })(stage),
        payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        chunks: (chain) => chunked(['hello'], { chain }).toString('latin1').replace('hello', 'jello'),
      }),
      wanted: { status: 403, code: 'SignatureDoesNotMatch' },
    },
    {
      what: 'an unsigned trailer',
      ask: (stage) => ({
        ...put('trailer', '', {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '5',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        })(stage),
        payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        chunks: () => chunked(['hello'], { trailer: { 'x-amz-checksum-crc32': crc32Base64('hello') } }),
      }),
      wanted: { status: 200 },
    },
    {
      what: 'its checksum is kept',
      ask: get('trailer', { 'x-amz-checksum-mode': 'ENABLED' }),
      wanted: { status: 200, body: 'hello', headers: { 'x-amz-checksum-crc32': crc32Base64('hello') } },
    },
    {
      what: 'a signed trailer',
      ask: (stage) => ({
        ...put('trailer', '', {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '5',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        })(stage),
        payload: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
        chunks: (chain) => chunked(['hello'], { chain, trailer: { 'x-amz-checksum-crc32': crc32Base64('hello') } }),
      }),
      wanted: { status: 200 },
    },
    {
      what: 'a trailer with another checksum',
      ask: (stage) => ({
        ...put('wrong', '', {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '5',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        })(stage),
        payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        chunks: () => chunked(['hello'], { trailer: { 'x-amz-checksum-crc32': crc32Base64('other') } }),
      }),
      wanted: { status: 400, code: 'BadDigest' },
    },
    {
      what: 'fewer bytes than were promised',
      ask: (stage) => ({
        ...put('short', '', {
          'content-encoding': 'aws-chunked',
          'x-amz-decoded-content-length': '6',
          'x-amz-trailer': 'x-amz-checksum-crc32',
        })(stage),
        payload: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        chunks: () => chunked(['hello'], { trailer: { 'x-amz-checksum-crc32': crc32Base64('hello') } }),
      }),
      wanted: { status: 400, code: 'IncompleteBody' },
    },
    { what: 'nothing of those is there', ask: list({ prefix: 'wrong' }), wanted: { status: 200, names: { Key: [] } } },
    { what: 'nor of these', ask: list({ prefix: 'short' }), wanted: { status: 200, names: { Key: [] } } },
  ],
  lists: [
    {
      what: 'an empty bucket',
      ask: list({}),
      wanted: { status: 200, names: { Key: [], IsTruncated: ['false'], KeyCount: ['0'], MaxKeys: ['1000'] } },
    },
    {
      what: 'keys',
      ask: async (stage) => {
        for (const key of ['b', 'a/1', 'a/2', 'a/b/1', 'a/b/2', 'ä+ %&<>"\'', '🧵', '\uffee', 'a0'])
          await stage.send(put(key, 'x')(stage));
        return list({})(stage);
      },
      wanted: {
        status: 200,
        names: {
          Key: ['a/1', 'a/2', 'a/b/1', 'a/b/2', 'a0', 'b', 'ä+ %&<>"\'', '\uffee', '🧵'],
          KeyCount: ['9'],
        },
      },
    },
    { what: 'a prefix', ask: list({ prefix: 'a/b' }), wanted: { status: 200, names: { Key: ['a/b/1', 'a/b/2'] } } },
    {
      what: 'a delimiter',
      ask: list({ delimiter: '/' }),
      wanted: {
        status: 200,
        names: { Key: ['a0', 'b', 'ä+ %&<>"\'', '\uffee', '🧵'], Prefix: ['', 'a/'], KeyCount: ['6'] },
      },
    },
    {
      what: 'both',
      ask: list({ delimiter: '/', prefix: 'a/' }),
      wanted: { status: 200, names: { Key: ['a/1', 'a/2'], Prefix: ['a/', 'a/b/'], KeyCount: ['3'] } },
    },
    {
      what: 'behind a key',
      ask: list({ 'start-after': 'a/b/1', prefix: 'a' }),
      wanted: { status: 200, names: { Key: ['a/b/2', 'a0'] } },
    },
    {
      what: 'no keys at all',
      ask: list({ 'max-keys': '0' }),
      wanted: { status: 200, names: { Key: [], IsTruncated: ['false'] } },
    },
    {
      what: 'encoded',
      ask: list({ 'encoding-type': 'url', prefix: 'ä' }),
      wanted: { status: 200, names: { Key: ['%C3%A4%2B+%25%26%3C%3E%22%27'], EncodingType: ['url'] } },
    },
    {
      what: 'a page',
      ask: list({ 'max-keys': '2' }),
      wanted: { status: 200, names: { Key: ['a/1', 'a/2'], IsTruncated: ['true'], KeyCount: ['2'] } },
    },
    {
      what: 'the next page',
      ask: async (stage) => {
        const { elements } = await stage.send(list({ 'max-keys': '2' })(stage));
        return list({ 'max-keys': '2', 'continuation-token': elements('NextContinuationToken')[0]! })(stage);
      },
      wanted: { status: 200, names: { Key: ['a/b/1', 'a/b/2'], IsTruncated: ['true'] } },
    },
    {
      what: 'the page behind what was one prefix',
      ask: async (stage) => {
        const { elements } = await stage.send(list({ 'max-keys': '1', delimiter: '/' })(stage));
        return list({ 'max-keys': '2', delimiter: '/', 'continuation-token': elements('NextContinuationToken')[0]! })(
          stage,
        );
      },
      wanted: { status: 200, names: { Key: ['a0', 'b'], IsTruncated: ['true'] } },
    },
    {
      what: 'a number that is none',
      ask: list({ 'max-keys': 'many' }),
      wanted: { status: 400, code: 'InvalidArgument' },
    },
    {
      what: 'the first version',
      ask: (stage) => ({ path: `/${stage.bucket}`, query: { marker: 'a0', 'max-keys': '1' } }),
      wanted: { status: 200, names: { Key: ['b'], IsTruncated: ['true'] } },
    },
    {
      what: 'a bucket with something in it',
      ask: (stage) => ({ method: 'DELETE', path: `/${stage.bucket}` }),
      wanted: { status: 409, code: 'BucketNotEmpty' },
    },
    {
      what: 'removing many',
      ask: (stage) => {
        const body = `<Delete>${['a/1', 'a/2', 'nothing', 'ä+ %&amp;&lt;&gt;"\''].map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;
        return {
          method: 'POST',
          path: `/${stage.bucket}`,
          query: { delete: '' },
          body,
          headers: { 'content-md5': md5Base64(body) },
        };
      },
      // In no particular order.
      wanted: { status: 200 },
    },
    {
      what: 'removing many without a checksum',
      ask: (stage) => ({
        method: 'POST',
        path: `/${stage.bucket}`,
        query: { delete: '' },
        body: '<Delete><Object><Key>b</Key></Object></Delete>',
      }),
      wanted: { status: 400, code: 'InvalidRequest' },
    },
    {
      what: 'what is left',
      ask: list({}),
      wanted: { status: 200, names: { Key: ['a/b/1', 'a/b/2', 'a0', 'b', '\uffee', '🧵'] } },
    },
    {
      what: 'what is no XML',
      ask: (stage) => ({
        method: 'POST',
        path: `/${stage.bucket}`,
        query: { delete: '' },
        body: '<Delete',
        headers: { 'content-md5': md5Base64('<Delete') },
      }),
      wanted: { status: 400, code: 'MalformedXML' },
    },
  ],
  copies: [
    {
      what: 'the original',
      ask: put('from ä', 'hello', { 'content-type': 'text/plain', 'x-amz-meta-a': '1' }),
      wanted: { status: 200 },
    },
    {
      what: 'a copy',
      ask: (stage) => put('to', '', { 'x-amz-copy-source': encodeURI(stage.path('from ä')) })(stage),
      wanted: { status: 200, names: { ETag: [`"${md5('hello')}"`] } },
    },
    {
      what: 'its content',
      ask: get('to'),
      wanted: { status: 200, body: 'hello', headers: { 'content-type': 'text/plain', 'x-amz-meta-a': '1' } },
    },
    {
      what: 'with other headers',
      ask: (stage) =>
        put('to', '', {
          'x-amz-copy-source': encodeURI(stage.path('from ä')),
          'x-amz-metadata-directive': 'REPLACE',
          'x-amz-meta-b': '2',
        })(stage),
      wanted: { status: 200 },
    },
    {
      what: 'those',
      ask: get('to'),
      wanted: { status: 200, body: 'hello', headers: { 'x-amz-meta-a': undefined, 'x-amz-meta-b': '2' } },
    },
    {
      what: 'of nothing',
      ask: (stage) => put('to', '', { 'x-amz-copy-source': stage.path('nothing') })(stage),
      wanted: { status: 404, code: 'NoSuchKey' },
    },
    {
      what: 'onto itself',
      ask: (stage) => put('to', '', { 'x-amz-copy-source': stage.path('to') })(stage),
      wanted: { status: 400, code: 'InvalidRequest' },
    },
    {
      what: 'if it is another',
      ask: (stage) =>
        put('to', '', { 'x-amz-copy-source': encodeURI(stage.path('from ä')), 'x-amz-copy-source-if-match': '"x"' })(
          stage,
        ),
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
  ],
  'uploads in parts': [
    {
      what: 'two parts',
      ask: async (stage) => {
        const uploadId = await stage.upload('whole', { 'content-type': 'text/plain', 'x-amz-meta-a': '1' });
        const parts = [await stage.part('whole', uploadId, 1, large), await stage.part('whole', uploadId, 2, 'end')];
        stage.learned.set('done', uploadId);
        return {
          method: 'POST',
          path: stage.path('whole'),
          query: { uploadId },
          body: complete([1, parts[0]!], [2, parts[1]!]),
        };
      },
      wanted: {
        status: 200,
        names: { Key: ['whole'], ETag: [`"${md5(Buffer.from(md5(large) + md5('end'), 'hex'))}-2"`] },
      },
    },
    {
      what: 'the end of it',
      ask: get('whole', { range: 'bytes=5242878-' }),
      wanted: {
        status: 206,
        body: 'aaend',
        headers: {
          'content-type': 'text/plain',
          'x-amz-meta-a': '1',
          'content-range': 'bytes 5242878-5242882/5242883',
        },
      },
    },
    {
      what: 'the second part',
      ask: get('whole', {}, { query: { partNumber: '2' } }),
      wanted: { status: 206, body: 'end', headers: { 'x-amz-mp-parts-count': '2' } },
    },
    {
      what: 'an upload that is over',
      ask: (stage) => ({
        method: 'PUT',
        path: stage.path('whole'),
        query: { uploadId: stage.learned.get('done')!, partNumber: '3' },
        body: 'x',
      }),
      wanted: { status: 404, code: 'NoSuchUpload' },
    },
    {
      what: 'parts that are too small',
      ask: async (stage) => {
        const uploadId = await stage.upload('small');
        const parts = [await stage.part('small', uploadId, 1, 'one'), await stage.part('small', uploadId, 2, 'two')];
        return {
          method: 'POST',
          path: stage.path('small'),
          query: { uploadId },
          body: complete([1, parts[0]!], [2, parts[1]!]),
        };
      },
      wanted: { status: 400, code: 'EntityTooSmall' },
    },
    {
      what: 'the wrong order',
      ask: async (stage) => {
        const uploadId = await stage.upload('order');
        const parts = [await stage.part('order', uploadId, 1, large), await stage.part('order', uploadId, 2, 'two')];
        return {
          method: 'POST',
          path: stage.path('order'),
          query: { uploadId },
          body: complete([2, parts[1]!], [1, parts[0]!]),
        };
      },
      wanted: { status: 400, code: 'InvalidPartOrder' },
    },
    {
      what: 'a part that was never sent',
      ask: async (stage) => {
        const uploadId = await stage.upload('gap');
        const etag = await stage.part('gap', uploadId, 1, large);
        return { method: 'POST', path: stage.path('gap'), query: { uploadId }, body: complete([1, etag], [2, etag]) };
      },
      wanted: { status: 400, code: 'InvalidPart' },
    },
    {
      what: 'another ETag',
      ask: async (stage) => {
        const uploadId = await stage.upload('etag');
        await stage.part('etag', uploadId, 1, 'one');
        return {
          method: 'POST',
          path: stage.path('etag'),
          query: { uploadId },
          body: complete([1, `"${md5('two')}"`]),
        };
      },
      wanted: { status: 400, code: 'InvalidPart' },
    },
    {
      what: 'no parts at all',
      ask: async (stage) => ({
        method: 'POST',
        path: stage.path('none'),
        query: { uploadId: await stage.upload('none') },
        body: complete(),
      }),
      wanted: { status: 400, code: 'MalformedXML' },
    },
    {
      what: 'a part that is sent again',
      ask: async (stage) => {
        const uploadId = await stage.upload('again');
        await stage.part('again', uploadId, 1, 'one');
        const etag = await stage.part('again', uploadId, 1, 'two');
        return { method: 'POST', path: stage.path('again'), query: { uploadId }, body: complete([1, etag]) };
      },
      wanted: { status: 200 },
    },
    { what: 'the later one counts', ask: get('again'), wanted: { status: 200, body: 'two' } },
    {
      what: 'over what is there',
      ask: async (stage) => {
        const uploadId = await stage.upload('again');
        const etag = await stage.part('again', uploadId, 1, 'three');
        stage.learned.set('refused', uploadId);
        return {
          method: 'POST',
          path: stage.path('again'),
          query: { uploadId },
          body: complete([1, etag]),
          headers: { 'if-none-match': '*' },
        };
      },
      wanted: { status: 412, code: 'PreconditionFailed' },
    },
    {
      what: 'its parts are still there',
      ask: (stage) => ({ path: stage.path('again'), query: { uploadId: stage.learned.get('refused')! } }),
      wanted: { status: 200, names: { PartNumber: ['1'], Size: ['5'], ETag: [`"${md5('three')}"`] } },
    },
    {
      what: 'given up',
      ask: (stage) => ({
        method: 'DELETE',
        path: stage.path('again'),
        query: { uploadId: stage.learned.get('refused')! },
      }),
      wanted: { status: 204, body: '' },
    },
    {
      what: 'given up twice',
      ask: (stage) => ({
        method: 'DELETE',
        path: stage.path('again'),
        query: { uploadId: stage.learned.get('refused')! },
      }),
      wanted: { status: 404, code: 'NoSuchUpload' },
    },
    {
      what: 'part 0',
      ask: async (stage) => ({
        method: 'PUT',
        path: stage.path('zero'),
        query: { uploadId: await stage.upload('zero'), partNumber: '0' },
        body: 'x',
      }),
      wanted: { status: 400, code: 'InvalidArgument' },
    },
    {
      what: 'part 10 001',
      ask: async (stage) => ({
        method: 'PUT',
        path: stage.path('zero'),
        query: { uploadId: await stage.upload('zero'), partNumber: '10001' },
        body: 'x',
      }),
      wanted: { status: 400, code: 'InvalidArgument' },
    },
    {
      what: 'what is not finished',
      ask: (stage) => ({ path: `/${stage.bucket}`, query: { uploads: '', prefix: 'e' } }),
      wanted: { status: 200, names: { Key: ['etag'], IsTruncated: ['false'] } },
    },
    {
      what: 'a part that is copied',
      ask: async (stage) => {
        const uploadId = await stage.upload('copied');
        const source = { 'x-amz-copy-source': stage.path('whole'), 'x-amz-copy-source-range': 'bytes=5242880-5242882' };
        const { elements } = await stage.send({
          method: 'PUT',
          path: stage.path('copied'),
          query: { uploadId, partNumber: '1' },
          headers: source,
        });
        return {
          method: 'POST',
          path: stage.path('copied'),
          query: { uploadId },
          body: complete([1, elements('ETag')[0]!]),
        };
      },
      wanted: { status: 200 },
    },
    { what: 'the copied part', ask: get('copied'), wanted: { status: 200, body: 'end' } },
  ],
  buckets: [
    {
      what: 'where it is',
      ask: (stage) => ({ path: `/${stage.bucket}`, query: { location: '' } }),
      wanted: { status: 200 },
    },
    {
      what: 'that it is there',
      ask: (stage) => ({ method: 'HEAD', path: `/${stage.bucket}` }),
      wanted: { status: 200, body: '' },
    },
    {
      what: 'that another is not',
      ask: () => ({ method: 'HEAD', path: '/clew-nobodys' }),
      wanted: { status: 404, body: '' },
    },
    { what: 'made again', ask: (stage) => ({ method: 'PUT', path: `/${stage.bucket}` }), wanted: { status: 200 } },
    {
      what: 'a name that none may have',
      ask: () => ({ method: 'PUT', path: '/A_b' }),
      wanted: { status: 400, code: 'InvalidBucketName' },
    },
    {
      what: 'removed',
      ask: (stage) => ({ method: 'DELETE', path: `/${stage.bucket}` }),
      wanted: { status: 204, body: '' },
    },
    { what: 'gone', ask: list({}), wanted: { status: 404, code: 'NoSuchBucket' } },
  ],
};
