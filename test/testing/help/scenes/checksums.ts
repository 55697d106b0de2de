import { sha256 } from '../../../support/s3-raw.ts';
import { type Step, md5Base64, crc32Base64, put, get } from './stage.ts';

export const checksumsScene: readonly Step[] = [
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
];
