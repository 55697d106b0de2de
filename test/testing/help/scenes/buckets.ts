import { type Step, list } from './stage.ts';

export const bucketsScene: readonly Step[] = [
  {
    what: 'where it is',
    ask: (stage) => ({ path: `/${stage.bucket}`, query: { location: '' } }),
    wanted: { status: 200 },
  },
  {
    what: 'that it is there',
    ask: (stage) => ({ method: 'HEAD', path: `/${stage.bucket}` }),
    wanted: { status: 200, body: '' },
  },
  {
    what: 'that another is not',
    ask: () => ({ method: 'HEAD', path: '/clew-nobodys' }),
    wanted: { status: 404, body: '' },
  },
  { what: 'made again', ask: (stage) => ({ method: 'PUT', path: `/${stage.bucket}` }), wanted: { status: 200 } },
  {
    what: 'a name that none may have',
    ask: () => ({ method: 'PUT', path: '/A_b' }),
    wanted: { status: 400, code: 'InvalidBucketName' },
  },
  {
    what: 'removed',
    ask: (stage) => ({ method: 'DELETE', path: `/${stage.bucket}` }),
    wanted: { status: 204, body: '' },
  },
  { what: 'gone', ask: list({}), wanted: { status: 404, code: 'NoSuchBucket' } },
];
