import { type Step, md5, put, get, minutes } from './stage.ts';

export const readsScene: readonly Step[] = [
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
];
