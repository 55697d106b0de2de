import { type Step, md5, put, get, minutes, old } from './stage.ts';

export const presignedScene: readonly Step[] = [
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
    ask: get('signed ä+%.txt', {}, { presigned: 60, tamper: (s) => ({ ...s, path: s.path.replace('signed', 'by') }) }),
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
];
