import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../../errors.ts';
import { Body } from '../body/body.ts';
import { hold } from '../../aws/faults/pause.ts';
import type { TokenBucket } from '../../aws/faults/token-bucket.ts';
import { checkHeaders, withParameters } from '../operations/headers.ts';
import { operationOf } from '../operations/route.ts';
import { performers } from '../operations/table.ts';
import type { S3Operation } from '../operations/operation-names.ts';
import type { S3FaultKind, S3Request, S3User } from '../s3-options.ts';
import { type Authorized, authorize } from '../../aws/signature/authorize.ts';
import { NotAuthorized } from '../../aws/signature/not-authorized.ts';
import type { FaultsOfS3 } from '../faults.ts';
import type { Store } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { type Asked, ask } from './parse-request.ts';
import { Refusal } from './refusal.ts';
import { errorAnswer, newRequestId, send } from './send.ts';

/** The state that all requests of a server share. */
export interface Serving {
  readonly store: Store;
  readonly users: readonly S3User[];
  readonly region: string;
  readonly rate: TokenBucket | undefined;
  readonly faults: FaultsOfS3;
  /** Ends pauses when the server closes. */
  readonly closing: AbortSignal;
  /** Notes a request that has arrived, and gives what is to be called when its answer is known. */
  note(request: Omit<S3Request, 'status' | 'error'>): (end: Pick<S3Request, 'status' | 'error'>) => void;
}

const maxKeyLength = 1024;

/** One request from its head to the end of its answer, and what goes wrong on the way. */
export async function handle(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  proceed: () => void,
): Promise<void> {
  const requestId = newRequestId();
  const asked = attempt(() => ask(request));
  const head = asked instanceof Refusal ? undefined : asked;
  const operation = head && operationOf(head);
  const { kind, slow } = serving.faults.meet(operation, head?.key);
  const over = serving.note({
    method: request.method!,
    operation,
    bucket: head?.bucket,
    key: head?.key,
    fault: kind,
  });
  if (slow > 0) await hold(slow, serving.closing, request);
  const wire = (): AsyncIterable<Uint8Array> => {
    proceed();
    // Leaving it early must not end the connection: there is an answer to come.
    return request.iterator({ destroyOnReturn: false });
  };
  if (kind === 'cut-before' || kind === 'cut-while' || request.socket.destroyed) {
    if (kind === 'cut-while') await readHalf(request, wire());
    request.socket.destroy();
    return over({ status: undefined, error: undefined });
  }
  const done = head
    ? (refusalFor(kind, serving.rate) ?? (await perform(serving, head, operation, wire)))
    : (asked as Refusal);
  if (kind === 'cut-after' || request.socket.destroyed) {
    request.socket.destroy();
    if (!(done instanceof Refusal) && typeof done.body === 'object') done.body.release();
    return over({ status: undefined, error: undefined });
  }
  const result = kind === 'error-after' && !(done instanceof Refusal) ? new Refusal('InternalError') : done;
  const answer =
    result instanceof Refusal ? errorAnswer(result, requestId, isLate(kind, operation) ? 200 : undefined) : result;
  // Before it is sent: who has got his answer may look here.
  over({ status: answer.status, error: result instanceof Refusal ? result.code : undefined });
  await send(response, answer, requestId, kind === 'truncate');
}

/** Tells whether Amazon sends the head of an answer before it knows what became of the request. */
const isLate = (kind: S3FaultKind | undefined, operation: S3Operation | undefined): boolean =>
  kind === 'error-in-200' && /^(?:Complete|Copy|UploadPartCopy)/.test(operation ?? '');

/** Gives what an action gives, or what was refused, as a value. */
function attempt<T>(action: () => T): T | Refusal {
  try {
    return action();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function refusalFor(kind: S3FaultKind | undefined, rate: TokenBucket | undefined): Refusal | undefined {
  if (kind === 'throttle' || (rate && !rate.take())) return new Refusal('SlowDown');
  return kind === 'error-before' || kind === 'error-in-200' ? new Refusal('InternalError') : undefined;
}

function believe(asked: Asked, users: readonly S3User[], region: string): Authorized {
  try {
    return authorize(asked, users, { region, service: 's3' });
  } catch (error) {
    throw error instanceof NotAuthorized ? new Refusal(error.why, error.details, error.text) : error;
  }
}

async function perform(
  { store, users, region }: Serving,
  raw: Asked,
  operation: S3Operation | undefined,
  wire: () => AsyncIterable<Uint8Array>,
): Promise<Answer | Refusal> {
  try {
    // Asks nobody for a signature: no browser sends one with it.
    if (raw.method === 'OPTIONS')
      throw new Refusal(raw.headers['origin'] === undefined ? 'BadRequest' : 'AccessForbidden');
    const authorized = believe(raw, users, region);
    const asked = withParameters(raw);
    if (operation === undefined) throw new Refusal('NotImplemented');
    checkHeaders(asked);
    const size = Buffer.byteLength(asked.key ?? '');
    if (size > maxKeyLength) throw new Refusal('KeyTooLongError', { Size: size, MaxSizeAllowed: maxKeyLength });
    const body = (): Body => new Body(asked, authorized, wire);
    return await performers[operation]({ asked, user: authorized.user, store, region, body });
  } catch (error) {
    // A full disk, or a fault of ours: to be seen by whoever looks for it.
    return error instanceof Refusal ? error : new Refusal('InternalError', { Cause: messageOf(error) });
  }
}

/** As much of the body as is there when half of it has come. */
async function readHalf({ headers }: IncomingMessage, body: AsyncIterable<Uint8Array>): Promise<void> {
  const size = Number(headers['content-length'] ?? headers['x-amz-decoded-content-length'] ?? 0);
  let left = Math.floor(size / 2);
  if (left === 0) return;
  try {
    for await (const piece of body) {
      left -= piece.byteLength;
      if (left <= 0) return;
    }
  } catch {
    // The client was first.
  }
}
