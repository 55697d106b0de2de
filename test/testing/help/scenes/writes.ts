import { type Step, md5, put, get } from './stage.ts';

export const writesScene: readonly Step[] = [
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
];
