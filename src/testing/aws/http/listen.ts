import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portTaken, wrongSandbox } from '../errors.ts';

/** A server on the loopback interface; `connections` is how many may be open at once. */
export async function listen(port: number, connections?: number): Promise<Server> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  if (connections !== undefined) server.maxConnections = connections;
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw portTaken(port, error);
    throw wrongSandbox(`Port ${port} can't be used: ${message}.`, 'Take another port; 0 is any that is free.', error);
  }
  return server;
}

export interface Service {
  /** `proceed`: asks a client for its body, who waits until he is asked. */
  handle(request: IncomingMessage, response: ServerResponse, proceed: () => void): Promise<void>;
  /** Answers what may not be handled. */
  refuse(response: ServerResponse, message: string): void;
}

/** Lets a service answer what is sent to the server, if it was sent to this machine by its own name. */
export function answerBy(service: Service, server: Server): void {
  const answer =
    (proceed: (response: ServerResponse) => void) =>
    (request: IncomingMessage, response: ServerResponse): void => {
      const host = foreignHost(request);
      if (host === undefined) return void service.handle(request, response, () => proceed(response));
      response.shouldKeepAlive = false;
      service.refuse(response, foreignHostText(host));
    };
  server.on(
    'request',
    answer(() => undefined),
  );
  // A client that waits for `100 Continue` gets it when its body is read, or is refused before.
  server.on(
    'checkContinue',
    answer((response) => response.writeContinue()),
  );
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
export const addressOf = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;

/** Ends its connections, also those that are being answered. */
export async function hangUp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** Names that lead to this machine on every machine; those below `localhost` name buckets. */
const loopback = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:[a-z0-9-]+\.)*localhost)(?::\d{1,5})?$/i;

/** The authority of a target that is a whole address. */
const absolute = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/**
 * Gives the host that a request was sent to, if it is no name of this machine: a page whose own name leads here by DNS
 * is of the same origin as the server, and its browser would let it read every answer. `''` where none was named.
 */
export function foreignHost({ headersDistinct, url = '/' }: IncomingMessage): string | undefined {
  const hosts = headersDistinct['host'] ?? [];
  const named = absolute.exec(url)?.[1];
  const all = named === undefined ? hosts : [named, ...hosts];
  return hosts.length === 1 ? all.find((host) => !loopback.test(host)) : hosts.join(', ');
}

/** Says it to whoever reads the answer. */
export const foreignHostText = (host: string): string =>
  `This server answers requests to 127.0.0.1, localhost and names below localhost, and this one was sent to "${host}".`;
