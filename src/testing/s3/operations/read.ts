import { checksumHeaders } from '../checksums/algorithms.ts';
import { type Answer, empty } from '../../aws/http/answer.ts';
import { queryOf } from '../../aws/http/head.ts';
import { Refusal } from '../http/refusal.ts';
import { httpDate } from '../../aws/http/time.ts';
import { holdAll } from '../store/blobs.ts';
import type { StoredObject } from '../store/model.ts';
import { encryptionHeaders } from './object-headers.ts';
import { isUnchanged } from './conditions.ts';
import { type Context, bucketOf, quoted } from './context.ts';
import { type Range, rangeOf } from './range.ts';

export function getObject(context: Context): Answer {
  const { object, ...answer } = head(context);
  const { range } = answer;
  if (!range) return answer;
  // From here on the bytes stay, whoever writes over the object.
  const held = holdAll(bucketOf(context).blobs, object.pieces);
  const { from, to } = range;
  return {
    status: answer.status,
    headers: answer.headers,
    body: { length: to - from, read: () => held.read(from, to), release: () => held.release() },
  };
}

export function headObject(context: Context): Answer {
  const { status, headers, range } = head(context);
  return empty(status, { ...headers, ...(range && { 'content-length': String(range.to - range.from) }) });
}

/** Everything but the bytes. Without a range, there are none to be sent. */
function head(context: Context): Answer & { readonly object: StoredObject; readonly range?: Range } {
  const { asked } = context;
  const object = bucketOf(context).get(asked.key!);
  if (!object) throw new Refusal('NoSuchKey', { Key: asked.key! });
  const { etag, modified, size } = object;
  const always = { etag: quoted(etag), 'last-modified': httpDate(modified) };
  if (isUnchanged(asked, object)) return { status: 304, headers: always, object };
  const part = partOf(context, object);
  const asRange = part ?? rangeOf(asked.headers['range'], size);
  const range = asRange ?? { from: 0, to: size };
  const isWhole = range.from === 0 && range.to === size;
  const wantsChecksum = asked.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED';
  return {
    status: asRange ? 206 : 200,
    headers: {
      ...always,
      'accept-ranges': 'bytes',
      ...object.headers,
      ...overridden(context),
      ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
      ...encryptionHeaders(object.encryption),
      ...(wantsChecksum && isWhole && checksumHeaders(object.checksum)),
      ...(asRange && { 'content-range': `bytes ${range.from}-${range.to - 1}/${size}` }),
      ...(part && object.isMultipart && { 'x-amz-mp-parts-count': String(object.pieces.length) }),
    },
    object,
    range,
  };
}

/** Gives the range of the part that is asked for, of an object that came in parts. */
function partOf({ asked }: Context, { pieces, size }: StoredObject): Range | undefined {
  const text = queryOf(asked, 'partNumber');
  if (text === undefined) return undefined;
  const number = Number(text);
  if (asked.headers['range'] !== undefined) {
    throw new Refusal('InvalidRequest', {}, 'Cannot specify both Range header and partNumber query parameter');
  }
  if (!(Number.isInteger(number) && number >= 1 && number <= 10_000)) {
    throw new Refusal(
      'InvalidArgument',
      { ArgumentName: 'partNumber', ArgumentValue: text },
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  const piece = pieces[number - 1];
  if (!piece) throw new Refusal('InvalidRange', { ActualPartCount: pieces.length, PartNumberRequested: number });
  const from = pieces.slice(0, number - 1).reduce((sum, one) => sum + one.size, 0);
  return size === 0 ? undefined : { from, to: from + piece.size };
}

/** Presigned addresses say how a browser shall take what they lead to. */
function overridden({ asked }: Context): Record<string, string> {
  const found = asked.query.filter(([name]) => name.startsWith('response-'));
  return Object.fromEntries(found.map(([name, value]) => [name.slice('response-'.length), value]));
}
