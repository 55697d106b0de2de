import { type Step, get, without, minutes, old, put } from './stage.ts';

export const signaturesScene: readonly Step[] = [
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
];
