import { type Step, md5, put, get } from './stage.ts';

export const copiesScene: readonly Step[] = [
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
];
