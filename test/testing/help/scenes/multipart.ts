import { type Step, md5, complete, get, large } from './stage.ts';

export const multipartScene: readonly Step[] = [
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
];
