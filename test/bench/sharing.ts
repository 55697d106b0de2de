import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../support/postgres-server.ts';
import { BenchProject, here, median, repository, times } from './measure.ts';

const execute = promisify(execFile);
const nodes = 10_000;

/** `same`: all of them take one plan; `own`: they share the nodes out beforehand. */
type How = 'same' | 'own';

export interface SharingRow {
  readonly name: string;
  /** Whole processes, from the first one's start to the last one's end. */
  readonly ms: number;
  readonly perSecond: number;
  /** Nodes that were executed, by all of them together. */
  readonly executed: number;
}

/** Several processes at once on one record. */
export async function* sharing(rounds = 3): AsyncGenerator<SharingRow> {
  using project = new BenchProject();
  copyFileSync(join(here, 'graphs.ts'), join(project.folder, 'graphs.ts'));
  await together(project, 1, 'same', {});
  const server = await startPostgres();
  try {
    for (const record of ['SQLite', 'PostgreSQL'] as const) {
      for (const [processes, how] of [
        [1, 'same'],
        [2, 'own'],
        [8, 'own'],
        [2, 'same'],
        [8, 'same'],
      ] as const) {
        const measured: { readonly ms: number; readonly executed: number }[] = [];
        for (const round of times(rounds, () => 0).keys()) {
          project.forget();
          const database = `shared_${processes}_${how}_${round}`;
          const env = record === 'SQLite' ? {} : { CLEW_DATABASE_URL: await emptyDatabase(server.url, database) };
          measured.push(await together(project, processes, how, env));
        }
        const ms = median(measured.map((one) => one.ms));
        const executed = Math.max(...measured.map((one) => one.executed));
        const whose = how === 'own' ? 'a share each' : 'one plan';
        const name = processes === 1 ? `${record}, 1 process` : `${record}, ${processes} processes, ${whose}`;
        yield { name, ms, perSecond: (1000 * nodes) / ms, executed };
      }
    }
  } finally {
    await server.stop();
  }
}

async function together(
  project: BenchProject,
  processes: number,
  how: How,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly ms: number; readonly executed: number }> {
  const bin = join(repository, 'bin', 'run-workflow.js');
  const count = how === 'own' ? nodes / processes : nodes;
  const start = performance.now();
  const answers = await Promise.all(
    Array.from({ length: processes }, (_, i) => {
      const from = how === 'own' ? i * count : 0;
      const args = [bin, 'graphs.ts', 'FanOut', '--count', String(count), '--from', String(from), '--quiet'];
      return execute(process.execPath, args, { cwd: project.folder, env: { ...process.env, ...env } });
    }),
  );
  const ms = performance.now() - start;
  const executed = answers.map(({ stdout }) => Number(/\b(\d+) ran\b/.exec(stdout)?.[1] ?? 0));
  return { ms, executed: executed.reduce((sum, ran) => sum + ran, 0) };
}

async function emptyDatabase(server: string, name: string): Promise<string> {
  const client = new Client(server);
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return new URL(`/${name}`, server).href;
}
