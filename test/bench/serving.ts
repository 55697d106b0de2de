import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { BenchProject, here, measure, median, times } from './measure.ts';

export interface CallRow {
  readonly name: string;
  /** Of one call, until it is lasting. */
  readonly perCall: number;
  /** Of that, what whoever calls waits for. */
  readonly felt: number;
  readonly mb: number;
}

/** Registered calls that hand out one id each; in microseconds. */
export function* calling(most = 1_000_000): Generator<CallRow> {
  using project = new BenchProject();
  for (const count of [1000, 10_000, 100_000, 1_000_000].filter((one) => one <= most)) {
    project.forget();
    const rounds = times(count > 100_000 ? 1 : 5, () =>
      measure('serving-child.ts', ['calls', String(count)], project.folder),
    );
    const per = (ms: readonly number[]): number => (1000 * median(ms)) / count;
    yield {
      name: `${count.toLocaleString('en').replaceAll(',', ' ')} calls`,
      perCall: per(rounds.map(({ ms }) => ms)),
      felt: per(rounds.map(({ felt = NaN }) => felt)),
      mb: median(rounds.map(({ mb }) => mb)),
    };
  }
}

export interface ServerRow {
  readonly perSecond: number;
  /** Processor time of the thread that answers, for one answer: what others do on the machine is not in it. */
  readonly ms: number;
}

export interface Served {
  readonly without: ServerRow;
  readonly with: ServerRow;
  readonly pairs: number;
  /** Of the throughput without `register`, how much is left with it: the median of all pairs, and where their middle half lies. */
  readonly share: number;
  readonly half: readonly [number, number];
}

/** How long a turn is warmed up. */
const warmUp = 150;
/** What was called in a turn is on record before the next one begins. */
const pause = 250;

/** Two servers, asked by turns of so many milliseconds, so that a slow minute of the machine hits both. */
export async function serving(pairs = 60, turn = 1000): Promise<Served> {
  using project = new BenchProject();
  const servers = [await Server.start('plain', project), await Server.start('registered', project)] as const;
  for (const server of servers) await server.askFor(turn);
  const rows: [ServerRow[], ServerRow[]] = [[], []];
  for (let pair = 0; pair < pairs; pair++) {
    for (const which of [0, 1] as const) {
      await setTimeout(pause);
      await servers[which].askFor(warmUp);
      rows[which].push(await servers[which].askFor(turn));
    }
  }
  await Promise.all(servers.map((server) => server.end()));
  const [plain, registered] = rows;
  const shares = registered.map(({ perSecond }, i) => perSecond / plain[i]!.perSecond).toSorted((a, b) => a - b);
  const quartile = (n: number): number => shares[Math.floor((n * shares.length) / 4)]!;
  return {
    without: middle(plain),
    with: middle(registered),
    pairs,
    share: median(shares),
    half: [quartile(1), quartile(3)],
  };
}

const middle = (rows: readonly ServerRow[]): ServerRow => ({
  perSecond: median(rows.map(({ perSecond }) => perSecond)),
  ms: median(rows.map(({ ms }) => ms)),
});

/** A process that answers, asked over connections that stay open. */
class Server {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  #asked = 0;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  static async start(kind: string, project: BenchProject): Promise<Server> {
    const child = spawn(process.execPath, [join(here, 'serving-child.ts'), kind], {
      cwd: project.folder,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [port] = (await once(child.stdout!, 'data')) as [Buffer];
    return new Server(child, Number(port.toString()));
  }

  async askFor(duration: number): Promise<ServerRow> {
    const before = await this.#cpu();
    const [from, first] = [performance.now(), this.#asked];
    const until = from + duration;
    const asker = async (): Promise<void> => {
      while (performance.now() < until) await this.#get(`/${(this.#asked += 1)}`);
    };
    await Promise.all(Array.from({ length: 16 }, asker));
    const ms = performance.now() - from;
    const answers = this.#asked - first;
    return { perSecond: (1000 * answers) / ms, ms: ((await this.#cpu()) - before) / answers };
  }

  async end(): Promise<void> {
    this.#agent.destroy();
    this.#child.stdin!.end();
    await once(this.#child, 'exit');
  }

  async #cpu(): Promise<number> {
    const { user, system } = JSON.parse(await this.#get('/cpu')) as NodeJS.CpuUsage;
    return (user + system) / 1000;
  }

  async #get(path: string): Promise<string> {
    const asked = request({ port: this.#port, agent: this.#agent, path }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return text(response);
  }
}
