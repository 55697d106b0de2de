import { backoff } from '../../values/backoff.ts';
import { pause } from '../../values/pause.ts';
import type { ByteRange } from '../driver.ts';
import { BytesMissing } from '../errors.ts';
import type { Bucket } from './bucket.ts';
import { nameOf, statusOf } from './explain-error.ts';
import { placeIn } from './s3-uri.ts';
import { retryDelays } from './retry.ts';

/** The number of times in a row that a connection may break without one byte more. */
const maxStalls = 5;

/** The rest of what is asked for, as far as the server has it. */
interface Rest {
  offset: number;
  /** Undefined as long as only the server knows. */
  end: number | undefined;
  /** The tag of the object that the first piece came from: the rest is never another one's. */
  etag?: string | undefined;
}

/** An object or a range of it, to its last byte: where a connection breaks, the next one goes on. */
export async function* download(
  bucket: Bucket,
  key: string,
  { from, to }: ByteRange = { from: 0 },
): AsyncGenerator<Uint8Array> {
  const rest: Rest = { offset: from, end: to };
  // HTTP has no range for nothing.
  if (to !== undefined && to <= from) return await mustBeThere(bucket, key);
  for (let failures = 0; ;) {
    const cancel = new AbortController();
    const body = await ask(bucket, key, rest, cancel.signal);
    if (!body) return;
    let isRead = false;
    try {
      for await (const chunk of body) {
        rest.offset += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      isRead = true;
      if (rest.offset === rest.end) return;
      throw new Error(`it ended after ${rest.offset} of ${rest.end} bytes`);
    } catch (error) {
      failures += 1;
      if (rest.offset >= rest.end! || failures > maxStalls) throw await bucket.explain(error, 'read', key);
    } finally {
      // A reader that leaves early leaves no connection open.
      if (!isRead) cancel.abort();
    }
    await pause(backoff(retryDelays.TRANSIENT, failures));
  }
}

/** The body of an answer; undefined where the object ends before the range begins. */
async function ask(
  bucket: Bucket,
  key: string,
  rest: Rest,
  abortSignal: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { GetObjectCommand } = bucket.sdk;
  const { offset, end, etag } = rest;
  const isWhole = offset === 0 && end === undefined;
  const request = new GetObjectCommand({
    ...bucket.at(key),
    ...(!isWhole && { Range: `bytes=${offset}-${end === undefined ? '' : end - 1}` }),
    ...(etag !== undefined && { IfMatch: etag }),
  });
  try {
    const answer = await bucket.gated(() => bucket.client.send(request, { abortSignal }));
    // How far the first one goes is what there is.
    if (etag === undefined) rest.end = offset + (answer.ContentLength ?? 0);
    rest.etag ??= answer.ETag;
    return answer.Body as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (nameOf(error) === 'InvalidRange' || statusOf(error) === 416) return undefined;
    throw await bucket.explain(error, 'read', key);
  }
}

async function mustBeThere(bucket: Bucket, key: string): Promise<void> {
  if (!(await bucket.head(key))) throw new BytesMissing(placeIn(bucket.settings, key));
}
