import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer, Content } from './answer.ts';
import { Refusal } from './refusal.ts';
import { errorDocument } from './xml.ts';

/** As Amazon's look, and different each time. */
export const newRequestId = (): string => randomBytes(8).toString('hex').toUpperCase();

export function errorAnswer(refusal: Refusal, requestId: string, status: number = refusal.status): Answer {
  const { code, message, details } = refusal;
  // What isn't a name of XML can't be an element.
  const elements = Object.fromEntries(Object.entries(details).filter(([name]) => /^[A-Za-z][\w.-]*$/.test(name)));
  const body = errorDocument({ Code: code, Message: message, ...elements, RequestId: requestId, HostId: 'clew' });
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** Writes an answer. `isCut` ends the connection in the middle of its body. Gives up where nobody listens any more. */
export async function send(response: ServerResponse, answer: Answer, requestId: string, isCut = false): Promise<void> {
  const { status, headers, body } = answer;
  const content = typeof body === 'string' ? ofText(body) : body;
  try {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined) as [string, string][];
    response.writeHead(status, {
      'x-amz-request-id': requestId,
      'x-amz-id-2': 'clew',
      server: 'AmazonS3',
      ...(content && response.req.method !== 'HEAD' && { 'content-length': content.length }),
      ...(!content && response.req.method !== 'HEAD' && status !== 204 && status !== 304 && { 'content-length': 0 }),
      ...Object.fromEntries(given),
    });
    if (isCut) await half(response, content);
    else if (content && response.req.method !== 'HEAD') await pipeline(Readable.from(content.read()), response);
    else response.end();
  } catch {
    response.destroy();
  } finally {
    content?.release();
  }
}

function ofText(text: string): Content {
  const bytes = Buffer.from(text);
  return { length: bytes.byteLength, read: () => Readable.from([bytes]), release: () => undefined };
}

async function half(response: ServerResponse, content: Content | undefined): Promise<void> {
  response.flushHeaders();
  let left = Math.floor((content?.length ?? 0) / 2);
  for await (const piece of content?.read() ?? []) {
    const part = piece.subarray(0, left);
    left -= part.byteLength;
    // What was written before is on its way when this one is.
    await new Promise<void>((resume) => response.write(part, () => resume()));
    if (left === 0) break;
  }
  response.destroy();
}
