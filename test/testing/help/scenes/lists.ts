import { type Step, md5Base64, put, list } from './stage.ts';

export const listsScene: readonly Step[] = [
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
];
