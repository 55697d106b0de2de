import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PortTaken, WrongSandbox } from '../errors.ts';

/** A server on the loopback interface; `connections` is how many may be open at once. */
export async function listen(port: number, connections?: number): Promise<Server> {
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 });
  if (connections !== undefined) server.maxConnections = connections;
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new PortTaken(port, error);
    throw new WrongSandbox(
      `Port ${port} can't be used: ${message}.`,
      'Take another port; 0 is any that is free.',
      error,
    );
  }
  return server;
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;
export const addressOf = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;

/** Ends its connections, also those that are being answered. */
export async function hangUp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
