import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../errors.ts';
import type { Wrong } from '../aws/faults/faults.ts';
import { hold } from '../aws/faults/pause.ts';
import type { TokenBucket } from '../aws/faults/token-bucket.ts';
import { headOf } from '../aws/http/head.ts';
import type { AwsUser } from '../aws/users.ts';
import { answer } from './answer.ts';
import { believe } from './believe.ts';
import { Refusal } from './refusal.ts';
import type { Service } from './service.ts';
import { check } from './shape.ts';

/** The faults that any request can meet, whatever it asks for. */
export type WireFault = 'throttle' | 'error-before' | 'error-after' | 'cut-before' | 'cut-after';

export interface Seen<Kind extends string> {
  readonly service: string | undefined;
  readonly operation: string | undefined;
  /** The input of the operation, as far as one can tell without checking it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly fault: Kind | undefined;
}

export interface Outcome {
  readonly status: number | undefined;
  readonly error: string | undefined;
}

/** The state that all requests of a server share. */
export interface Serving<Kind extends string> {
  readonly services: readonly Service<Kind>[];
  readonly users: readonly AwsUser[];
  readonly region: string;
  /** Gives the token bucket of the operation, where it has one. */
  rate(operation: string): TokenBucket | undefined;
  meet(operation: string | undefined, input: Readonly<Record<string, unknown>>): Wrong<Kind | WireFault>;
  readonly closing: AbortSignal;
  note(seen: Seen<Kind | WireFault>): (outcome: Outcome) => void;
}

/** One request from its head to the end of its answer, and what goes wrong on the way. */
export async function handle<Kind extends string>(
  serving: Serving<Kind>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await read(request);
  if (body === undefined) return;
  const [, target, operation] = /^(.*)\.([^.]*)$/.exec(String(request.headers['x-amz-target'])) ?? [];
  const service = serving.services.find((one) => one.target === target);
  const known = service && Object.hasOwn(service.operations, operation!) ? operation : undefined;
  const input = inputOf(body);
  const { kind, slow } = serving.meet(known, input ?? {});
  const over = serving.note({ service: service?.name, operation: known, input: input ?? {}, fault: kind });
  if (slow > 0) await hold(slow, serving.closing, request);
  const cut = (): void => {
    request.socket.destroy();
    over({ status: undefined, error: undefined });
  };
  if (kind === 'cut-before' || request.socket.destroyed) return cut();
  const done =
    refusalFor(kind, known === undefined ? undefined : serving.rate(known)) ??
    perform(serving, request, body, input, service, known, kind);
  if (kind === 'cut-after') return cut();
  const outcome = kind === 'error-after' && !(done instanceof Refusal) ? internal() : done;
  const status = outcome instanceof Refusal ? outcome.status : 200;
  // Before it is sent: who has got his answer may look here.
  over({ status, error: outcome instanceof Refusal ? outcome.code : undefined });
  answer(response, outcome, status);
}

const internal = (why = 'We encountered an internal error. Please try again.'): Refusal =>
  new Refusal('InternalFailure', why, 500);

function refusalFor(kind: string | undefined, rate: TokenBucket | undefined): Refusal | undefined {
  if (kind === 'throttle' || (rate && !rate.take())) return new Refusal('ThrottlingException', 'Rate exceeded');
  return kind === 'error-before' ? internal() : undefined;
}

function perform<Kind extends string>(
  { users, region }: Serving<Kind>,
  request: IncomingMessage,
  body: Uint8Array,
  input: Record<string, unknown> | undefined,
  service: Service<Kind> | undefined,
  operation: string | undefined,
  kind: Kind | WireFault | undefined,
): object | Refusal {
  try {
    if (!service || operation === undefined)
      throw new Refusal('UnknownOperationException', 'There is no such operation.');
    const head = headOf(request);
    if (!head) throw new Refusal('UnknownOperationException', 'There is no such address.');
    believe(head, body, users, { region, service: service.name });
    if (request.method !== 'POST' || request.headers['content-type'] !== 'application/x-amz-json-1.1' || !input) {
      throw new Refusal('SerializationException', 'The body is no document of application/x-amz-json-1.1.');
    }
    const { shape, perform: carryOut } = service.operations[operation]!;
    check(shape, input, service.invalid);
    return carryOut({ input: input as never, fault: kind as Kind | undefined });
  } catch (error) {
    // A fault of ours is to be seen by who looks for it.
    return error instanceof Refusal ? error : internal(messageOf(error));
  }
}

/** More than any request of these services may hold. */
const largest = 4 * 1024 * 1024;

/** Undefined where it breaks off or never ends. */
async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.byteLength;
      if (size > largest) return void request.socket.destroy();
    }
    return Buffer.concat(pieces);
  } catch {
    return undefined;
  }
}

/** Undefined where it is no object. */
function inputOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as never) : undefined;
  } catch {
    return undefined;
  }
}
