import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Refusal } from './refusal.ts';

const type = 'application/x-amz-json-1.1';

/** Modelled errors have their text under another name than those that all services share. */
const documentOf = ({ code, message }: Refusal): object => ({ __type: code, message, Message: message });

export function answer(response: ServerResponse, outcome: object | Refusal, status: number): void {
  const body = JSON.stringify(status === 200 ? outcome : documentOf(outcome as Refusal));
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
}
