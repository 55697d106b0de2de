import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that come in pieces. */
export interface Content {
  readonly length: number;
  read(): AsyncIterable<Uint8Array>;
  /** They aren't needed any more, whether they were read or not. */
  release(): void;
}

/** An answer to a request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Content;
}

export const empty = (status: number, headers: Answer['headers'] = {}): Answer => ({ status, headers });

export function release({ body }: Answer): void {
  if (typeof body === 'object') body.release();
}

/** Writes an answer. `isCut` ends the connection in the middle of its body. Gives up where nobody listens any more. */
export async function send(response: ServerResponse, answer: Answer, isCut: boolean): Promise<void> {
  const { status, headers, body } = answer;
  const isHead = response.req.method === 'HEAD';
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body?.length;
  try {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string][];
    response.writeHead(status, {
      ...(!isHead && length !== undefined && { 'content-length': length }),
      ...(!isHead && length === undefined && status !== 204 && status !== 304 && { 'content-length': 0 }),
      ...Object.fromEntries(given),
    });
    if (isCut) await half(response, body);
    else if (isHead || typeof body !== 'object') response.end(isHead ? undefined : body);
    else await pipeline(Readable.from(body.read()), response);
  } catch {
    response.destroy();
  } finally {
    release(answer);
  }
}

async function half(response: ServerResponse, body: Answer['body'] = ''): Promise<void> {
  response.flushHeaders();
  const pieces = typeof body === 'object' ? body.read() : body === '' ? [] : [Buffer.from(body)];
  let left = Math.floor((typeof body === 'object' ? body.length : Buffer.byteLength(body)) / 2);
  for await (const piece of pieces) {
    const part = piece.subarray(0, left);
    left -= part.byteLength;
    // What was written before is on its way when this one is.
    await new Promise<void>((resume) => response.write(part, () => resume()));
    if (left === 0) break;
  }
  response.destroy();
}
