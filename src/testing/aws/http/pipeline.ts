import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../../errors.ts';
import { pause } from '../../../values/pause.ts';
import type { Wrong } from '../faults/faults.ts';
import type { TokenBucket } from '../faults/token-bucket.ts';
import { Refusal } from '../refusal.ts';
import { type Authorized, authorize } from '../signature/authorize.ts';
import { NotAuthorized } from '../signature/not-authorized.ts';
import type { AwsUser } from '../users.ts';
import { type Answer, release, send } from './answer.ts';
import type { Head } from './head.ts';

/** The faults that a request can meet on its way; kinds of other names are the service's own to play. */
type WireFault =
  | 'throttle'
  | 'error-before'
  | 'error-after'
  | 'error-in-200'
  | 'cut-before'
  | 'cut-while'
  | 'cut-after'
  | 'truncate';

/** The outcome of a request; undefined where the connection was cut. */
export interface Outcome {
  readonly status: number | undefined;
  readonly error: string | undefined;
}

/** One request whose head was read. */
export interface Exchange {
  /** Facts for the log; the operation is undefined if the service knows none such. */
  readonly seen: { readonly operation: string | undefined };
  /** The name of a thing that faults may be limited to. */
  readonly subject: string | undefined;
  readonly rate: TokenBucket | undefined;
  /** Gives what has to be signed, and for which service; refuses what no signature could help. */
  signed(): { readonly head: Head; readonly service: string };
  /** Does what is asked for, or refuses it. */
  perform(user: Authorized, fault: string | undefined): Answer | Promise<Answer>;
  /** Reads about half of the body, before the connection is cut there. */
  readHalf?(): Promise<void>;
}

/** The way in which a service is asked, answers and refuses. */
export interface Protocol {
  /**
   * Takes a request apart; undefined if it breaks off. `proceed` asks a client for its body that waits to be asked.
   */
  read(request: IncomingMessage, proceed: () => void): Exchange | Promise<Exchange | undefined>;
  /** Gives the headers of every answer. */
  headers(): Answer['headers'];
  /** Writes a refusal as an answer; operation and fault are undefined where nothing is known of the request. */
  refused(refusal: Refusal, operation?: string, fault?: string): Answer;
  /** Gives the refusal of a request that nobody known has signed. */
  denied(error: NotAuthorized): Refusal;
  /** Gives the refusal of a request that was sent to another host. */
  foreign(message: string): Refusal;
  throttled(): Refusal;
  internal(cause?: string): Refusal;
}

/** The state that all requests of a server share. */
export interface Serving {
  readonly protocol: Protocol;
  readonly users: readonly AwsUser[];
  readonly region: string;
  /** Ends pauses when the server closes. */
  readonly closing: AbortSignal;
  meet(operation: string | undefined, subject: string | undefined): Wrong;
  /** Notes a request that has arrived, and gives what is to be called when its answer is known. */
  note(seen: object): (outcome: Outcome) => void;
}

/** Takes one request from its head to the end of its answer, with what goes wrong on the way. */
export async function handle(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
  proceed: () => void,
): Promise<void> {
  const { protocol, closing } = serving;
  const { socket } = request;
  const exchange = await protocol.read(request, proceed);
  if (!exchange) return;
  const { seen, subject } = exchange;
  const { operation } = seen;
  const { kind, slow } = serving.meet(operation, subject);
  const over = serving.note({ ...seen, fault: kind });
  if (slow > 0) await hold(slow, closing, request);
  const cut = (): void => {
    socket.destroy();
    over({ status: undefined, error: undefined });
  };
  if (is(kind, 'cut-while') && !socket.destroyed) await exchange.readHalf?.();
  if (is(kind, 'cut-before', 'cut-while') || socket.destroyed) return cut();
  const done = refusalFor(serving, exchange, kind) ?? (await perform(serving, exchange, kind));
  if (is(kind, 'cut-after') || socket.destroyed) {
    if (!(done instanceof Refusal)) release(done);
    return cut();
  }
  const isLost = is(kind, 'error-after') && !(done instanceof Refusal);
  const outcome = isLost ? protocol.internal() : done;
  const answer = outcome instanceof Refusal ? protocol.refused(outcome, operation, kind) : outcome;
  // Before it is sent: who has got his answer may look here.
  over({ status: answer.status, error: outcome instanceof Refusal ? outcome.code : undefined });
  await send(response, { ...answer, headers: { ...protocol.headers(), ...answer.headers } }, is(kind, 'truncate'));
}

const is = (kind: string | undefined, ...kinds: readonly WireFault[]): boolean =>
  (kinds as readonly (string | undefined)[]).includes(kind);

function refusalFor({ protocol }: Serving, { rate }: Exchange, kind: string | undefined): Refusal | undefined {
  if (is(kind, 'throttle') || (rate && !rate.take())) return protocol.throttled();
  return is(kind, 'error-before', 'error-in-200') ? protocol.internal() : undefined;
}

async function perform(
  { protocol, users, region }: Serving,
  exchange: Exchange,
  kind: string | undefined,
): Promise<Answer | Refusal> {
  try {
    const { head, service } = exchange.signed();
    return await exchange.perform(authorize(head, users, { region, service }), kind);
  } catch (error) {
    if (error instanceof NotAuthorized) return protocol.denied(error);
    // A full disk, or a fault of ours: to be seen by whoever looks for it.
    return error instanceof Refusal ? error : protocol.internal(messageOf(error));
  }
}

/** Waits, until the server closes or nobody waits for the answer any more. */
async function hold(milliseconds: number, closing: AbortSignal, { socket }: IncomingMessage): Promise<void> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  socket.once('close', leave);
  await pause(milliseconds, AbortSignal.any([closing, gone.signal]));
  socket.off('close', leave);
}
