import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type PostgresPlace, findPostgresPlace } from './postgres-binaries.ts';

export interface PostgresServer {
  /** The address of its `postgres` database. */
  readonly url: string;
  /** Ends it as a crash would: connections break, nothing is tidied up. */
  crash(): Promise<void>;
  /** Starts it again after {@link crash}, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL with an empty data folder of its own, which goes away with it. Rejects in words where it does
 * not start.
 */
export async function startPostgres(
  settings: readonly string[] = [],
  place: PostgresPlace = findPostgresPlace(),
): Promise<PostgresServer> {
  const server = new Server(place, await freePort(), settings);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

const password = 'thread';
const signals = ['SIGTERM', 'SIGHUP'] as const;

class Server implements PostgresServer {
  readonly #place: PostgresPlace;
  readonly #data: string;
  readonly #port: number;
  readonly #settings: readonly string[];
  #process: ChildProcess | undefined;

  constructor(place: PostgresPlace, port: number, settings: readonly string[]) {
    this.#place = place;
    this.#data = join(place.folder, 'data');
    this.#port = port;
    this.#settings = settings;
    // It ends with this process; its folder should not outlive a Ctrl-C either.
    process.once('exit', this.#tidy);
    for (const signal of signals) process.once(signal, this.#die);
  }

  readonly #die = (signal: NodeJS.Signals): void => {
    this.#tidy();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };

  readonly #tidy = (): void => {
    this.#process?.kill('SIGQUIT');
    rmSync(this.#place.folder, { recursive: true, force: true, maxRetries: 5 });
  };

  get url(): string {
    return `postgres://postgres:${password}@127.0.0.1:${this.#port}/postgres`;
  }

  async initialise(): Promise<void> {
    const passwords = join(this.#place.folder, 'password');
    writeFileSync(passwords, `${password}\n`, { mode: 0o644 });
    const flags = ['--username=postgres', `--pwfile=${passwords}`, '--auth=password', '--encoding=UTF8', '--no-locale'];
    const child = this.#spawn(this.#place.initdb, ['--no-sync', `--pgdata=${this.#data}`, ...flags]);
    await new Promise<void>((resolve, reject) => follow(child, reject).once('exit', (code) => code === 0 && resolve()));
  }

  async start(): Promise<void> {
    // Nothing here needs to outlive a power cut, and nobody comes by another way than the port.
    const all = ['fsync=off', 'max_connections=100', 'unix_socket_directories=', ...this.#settings];
    const flags = all.flatMap((setting) => ['-c', setting]);
    const child = this.#spawn(this.#place.postgres, ['-D', this.#data, '-p', String(this.#port), ...flags]);
    this.#process = child;
    child.once('exit', () => (this.#process = undefined));
    await new Promise<void>((resolve, reject) => {
      follow(child, reject, (text) => text.includes('ready to accept connections') && resolve());
    });
  }

  crash(): Promise<void> {
    return this.#end('SIGQUIT');
  }

  async stop(): Promise<void> {
    await this.#end('SIGINT');
    process.off('exit', this.#tidy);
    for (const signal of signals) process.off(signal, this.#die);
    this.#tidy();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    const { account, folder } = this.#place;
    // Our working directory may be closed to the account, and our variables are not meant for it.
    const env = { PATH: process.env['PATH'], LC_ALL: 'C' };
    return spawn(program, args, { ...account, cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

/** Reads what a program says; `failed` is told, with all of that, where it ends or was never there. */
function follow(child: ChildProcess, failed: (why: Error) => void, heard?: (text: string) => void): ChildProcess {
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000);
      heard?.(log);
    });
  }
  child.once('error', (error) => failed(new Error(`PostgreSQL did not start: ${error.message}`)));
  child.once('close', (code, signal) =>
    failed(new Error(`PostgreSQL did not start, and ended with ${signal ?? code}:\n${log}`)),
  );
  return child;
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
