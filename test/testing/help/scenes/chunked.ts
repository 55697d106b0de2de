import { chunked } from '../../../support/s3-raw.ts';
import { type Step, md5, crc32Base64, get, list, put } from './stage.ts';

export const chunkedScene: readonly Step[] = [
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
];
