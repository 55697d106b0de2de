/// <reference lib="esnext.disposable" preserve="true" />
import type { Server } from 'node:http';
import { type Concerns, type Fault, Faults } from './faults/faults.ts';
import { addressOf, answerBy, hangUp, portOf } from './http/listen.ts';
import { type Outcome, type Protocol, handle } from './http/pipeline.ts';
import { send } from './http/answer.ts';
import { type AwsUsers, type Credentials, credentialsOf, defaultRegion } from './users.ts';

/** Older requests are forgotten. */
const remembered = 100_000;

/** The options that all servers of the emulator have. */
interface Options<Request, F> {
  readonly users: AwsUsers;
  readonly region?: string;
  readonly seed?: string;
  readonly faults?: readonly F[];
  readonly onRequest?: (request: Request) => void;
}

/** The parts of a server that only it has. */
interface Parts<F> {
  readonly protocol: Protocol;
  readonly concerns: Concerns<F>;
  /** Ends what the server has under way; it is aborted when the server closes. */
  readonly closing: AbortController;
}

/** A server of the emulator: where it listens, what it was sent, and what goes wrong there. */
export abstract class AwsServer<Request extends object, F extends Fault<string, string>> implements AsyncDisposable {
  /** Where it listens: `http://127.0.0.1:39215`. */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  /** The credentials of the first user, as clients of the SDK take them. */
  readonly credentials: Credentials;
  /** The requests that it has been sent, in the order of arrival: the latest 100 000. */
  readonly requests: readonly Request[];
  readonly #requests: Request[] = [];
  readonly #faultsOf: (faults: readonly F[]) => Faults<F>;
  #faults: Faults<F>;
  readonly #close: () => Promise<void>;

  /** @internal */
  constructor(
    server: Server,
    { users, region = defaultRegion, seed = 'clew', faults = [], onRequest }: Options<Request, F>,
    { protocol, concerns, closing }: Parts<F>,
  ) {
    this.port = portOf(server);
    this.endpoint = addressOf(server);
    this.region = region;
    this.requests = this.#requests;
    this.credentials = credentialsOf(users[0]);
    this.#faultsOf = (some) => new Faults(some, seed, concerns);
    this.#faults = this.#faultsOf(faults);
    const serving = {
      protocol,
      users,
      region,
      closing: closing.signal,
      meet: (operation: string | undefined, subject: string | undefined) => this.#faults.meet(operation, subject),
      note: (seen: object) => this.#note(seen as Request, onRequest),
    };
    answerBy(
      {
        handle: (request, response, proceed) => handle(serving, request, response, proceed),
        refuse(response, message) {
          const answer = protocol.refused(protocol.foreign(message));
          void send(response, { ...answer, headers: { ...protocol.headers(), ...answer.headers } }, false);
        },
      },
      server,
    );
    this.#close = () => {
      closing.abort();
      return hangUp(server);
    };
  }

  #note(seen: Request, told: ((request: Request) => void) | undefined): (outcome: Outcome) => void {
    const request = { ...seen };
    this.#requests.push(request);
    if (this.#requests.length >= remembered * 2) this.#requests.splice(0, remembered);
    return (outcome) => {
      Object.assign(request, outcome);
      told?.(request);
    };
  }

  /** The faults that requests meet from now on. Setting them anew begins to count anew. */
  get faults(): readonly F[] {
    return this.#faults.all;
  }

  set faults(faults: readonly F[]) {
    this.#faults = this.#faultsOf(faults);
  }

  /** Variables with which the SDK of a child process finds this server, as its first user. */
  abstract get env(): Readonly<Record<string, string>>;

  /** Ends all connections. */
  close(): Promise<void> {
    return this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
