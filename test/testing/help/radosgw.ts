import type { Wanted } from './scenes/stage.ts';

type Answers = Readonly<Record<string, Partial<Wanted>>>;

/** Where Ceph's radosgw (16, as Debian has it) says something else than Amazon, and why: `scene / step`. */
const groups: readonly { readonly because: string; readonly answers: Answers }[] = [
  {
    because: 'it looks at fewer things, or in another order, before it compares signatures',
    answers: {
      'signatures / a header that was not signed': { status: 404, code: 'NoSuchKey' },
      'signatures / an old way to sign': { status: 403, code: 'InvalidAccessKeyId' },
      'signatures / a header of Amazon that is missing': { status: 403, code: 'SignatureDoesNotMatch' },
      'signatures / a digest that is none': { code: 'XAmzContentSHA256Mismatch' },
      'presigned addresses / more than a week': { status: 403, code: 'AccessDenied' },
    },
  },
  {
    because: 'it has other names and bounds for some mistakes',
    answers: {
      'objects and their headers / a key of 1 025 bytes': { code: 'InvalidObjectName' },
      'objects and their headers / metadata of more than 2 KB': { status: 200, code: undefined },
      'objects and their headers / a body of unknown length': { status: 411, code: 'MissingContentLength' },
      'objects and their headers / something that S3 can and no layer needs': { status: 400, code: 'InvalidArgument' },
      'lists / removing many without a checksum': { status: 200, code: undefined },
      'lists / what is left': { names: { Key: ['a/b/1', 'a/b/2', 'a0', '\uffee', '🧵'] } },
      'lists / what is no XML': { code: undefined },
    },
  },
  {
    because: 'it encrypts over TLS alone, and tests here go without',
    answers: {
      'objects and their headers / encrypted by the server': { status: 400, code: 'InvalidRequest', headers: {} },
      'objects and their headers / encrypted in a way that there is not': { code: 'InvalidRequest' },
    },
  },
  {
    because: 'it reads some ranges otherwise, and a part of an object not at all',
    answers: {
      'ranges and conditions of reads / the last none': { status: 206, code: undefined },
      'ranges and conditions of reads / backwards': { status: 416, code: 'InvalidRange', body: undefined },
      'ranges and conditions of reads / a part of what came whole': { status: 200, code: undefined },
      'uploads in parts / the second part': { status: 200, body: undefined, headers: {} },
    },
  },
  {
    because: 'it compares ETags without their quotes, and leaves them out or bare',
    answers: {
      'ranges and conditions of reads / If-None-Match, the same': { headers: {} },
      'conditions of writes / If-Match, the same': { status: 412, code: 'PreconditionFailed' },
      'conditions of writes / If-Match, nothing there': { status: 412, code: 'PreconditionFailed' },
      'conditions of writes / what is there then': { body: 'one' },
      'copies / a copy': { names: {} },
      'copies / if it is another': { status: 200, code: undefined },
      'uploads in parts / two parts': { names: { Key: ['whole'] } },
    },
  },
  {
    because: 'it knows the digest of the body and Content-MD5, and no other checksums',
    answers: {
      'checksums / a CRC32': { headers: {} },
      'checksums / it is kept': { headers: {} },
      'checksums / another CRC32': { status: 200, code: undefined },
      'checksums / a CRC32 that is none': { status: 200, code: undefined },
    },
  },
  {
    because: 'of aws-chunked it knows signed chunks, keeps the encoding, and no trailers',
    answers: {
      'aws-chunked / the encoding is not kept': { headers: { 'content-encoding': 'aws-chunked' } },
      'aws-chunked / a chunk that was changed': { status: 400, code: 'XAmzContentSHA256Mismatch' },
      'aws-chunked / an unsigned trailer': { status: 400, code: 'XAmzContentSHA256Mismatch' },
      'aws-chunked / its checksum is kept': { status: 404, code: 'NoSuchKey', body: undefined, headers: {} },
      'aws-chunked / a signed trailer': { status: 400, code: 'XAmzContentSHA256Mismatch' },
      'aws-chunked / a trailer with another checksum': { code: 'XAmzContentSHA256Mismatch' },
      'aws-chunked / fewer bytes than were promised': { code: 'XAmzContentSHA256Mismatch' },
    },
  },
  {
    because: 'it writes spaces of encoded names as %20, and leaves the apostrophe',
    answers: { 'lists / encoded': { names: { Key: ["%C3%A4%2B%20%25%26%3C%3E%22'"], EncodingType: ['url'] } } },
  },
  {
    because: 'it completes what it is given, in any order, under any number and over what is there',
    answers: {
      'uploads in parts / the wrong order': { status: 200, code: undefined },
      'uploads in parts / over what is there': { status: 200, code: undefined },
      'uploads in parts / its parts are still there': { status: 404, code: 'NoSuchKey', names: {} },
      'uploads in parts / given up': { status: 404, code: 'NoSuchUpload', body: undefined },
      'uploads in parts / part 0': { status: 200, code: undefined },
      'uploads in parts / part 10 001': { status: 200, code: undefined },
    },
  },
];

const all = new Map(groups.flatMap(({ answers }) => Object.entries(answers)));

/** What radosgw is expected to answer where Amazon answers `wanted`. */
export const ofRadosgw = (scene: string, what: string, wanted: Wanted): Wanted => ({
  ...wanted,
  ...all.get(`${scene} / ${what}`),
});

/** The steps that differ. */
export const different: readonly string[] = [...all.keys()];
