import { setTimeout as wait } from 'node:timers/promises';
import type { Bucket } from './bucket.ts';
import { delayBefore } from './retry.ts';

/** How often in a row a connection may break without one byte more. */
const patience = 5;

/** An object piece by piece, to its last byte: where a connection breaks, the next one goes on. */
export async function* download(bucket: Bucket, key: string): AsyncGenerator<Uint8Array> {
  const { GetObjectCommand } = bucket.sdk;
  let [offset, failures] = [0, 0];
  let whole: { size: number; etag: string | undefined } | undefined;
  for (;;) {
    // The rest of the object that the first piece came from, never of another one.
    const rest = whole && { Range: `bytes=${offset}-`, IfMatch: whole.etag };
    const cancel = new AbortController();
    const { Body, ContentLength, ETag } = await bucket.ask('read', key, () =>
      bucket.client.send(new GetObjectCommand({ ...bucket.at(key), ...rest }), { abortSignal: cancel.signal }),
    );
    whole ??= { size: ContentLength ?? 0, etag: ETag };
    let isRead = false;
    try {
      for await (const chunk of Body as AsyncIterable<Uint8Array>) {
        offset += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      isRead = true;
      if (offset === whole.size) return;
      throw new Error(`it ended after ${offset} of ${whole.size} bytes`);
    } catch (error) {
      failures += 1;
      if (offset >= whole.size || failures > patience) throw await bucket.explain(error, 'read', key);
    } finally {
      // Who leaves early leaves no connection open.
      if (!isRead) cancel.abort();
    }
    await wait(delayBefore(failures, 'TRANSIENT'));
  }
}
