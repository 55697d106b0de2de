import { type Step, md5, put, get } from './stage.ts';

export const objectsScene: readonly Step[] = [
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
];
