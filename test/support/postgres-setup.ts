import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask for the address of the PostgreSQL server of this test run. */
    postgresDesk: string;
  }
}

/**
 * One PostgreSQL for the whole test run, started when the first test asks for it: runs without such tests don't pay.
 * Test files live in processes of their own, so they ask over HTTP. Vitest calls the returned function at the end.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const desk = createServer((_request, response) => {
    server ??= import('./postgres-server.ts').then(({ startPostgres }) => startPostgres());
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => desk.listen(0, '127.0.0.1', resolve));
  project.provide('postgresDesk', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.closeAllConnections();
    await new Promise((resolve) => desk.close(resolve));
    await (await server?.catch(() => undefined))?.stop();
  };
}
