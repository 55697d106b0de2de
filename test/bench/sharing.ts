import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { startPostgres } from '../support/postgres-server.ts';
import { BenchProject, here, median, repository, times } from './measure.ts';

const execute = promisify(execFile);
const nodes = 10_000;

export interface SharedRow {
  readonly name: string;
  /** Whole processes, from the first one's start to the last one's end. */
  readonly ms: number;
  readonly perSecond: number;
  /** Nodes that were executed, by all of them together. */
  readonly executed: number;
}

/** Several processes take the same plan at once: each node is executed by one of them. */
export async function sharing(rounds = 3): Promise<SharedRow[]> {
  using project = new BenchProject();
  copyFileSync(join(here, 'graphs.ts'), join(project.folder, 'graphs.ts'));
  await together(1, 1, project, {});
  const server = await startPostgres();
  try {
    const rows: SharedRow[] = [];
    for (const record of ['SQLite', 'PostgreSQL'] as const) {
      for (const processes of [1, 2, 8]) {
        const measured: { ms: number; executed: number }[] = [];
        for (const round of times(rounds, () => 0).keys()) {
          project.forget();
          const database = `shared_${processes}_${round}`;
          const env = record === 'SQLite' ? {} : { CLEW_DATABASE_URL: await emptyDatabase(server.url, database) };
          measured.push(await together(processes, nodes, project, env));
        }
        const ms = median(measured.map((one) => one.ms));
        const executed = Math.max(...measured.map((one) => one.executed));
        const name = `${processes} process${processes === 1 ? '' : 'es'}, ${record}`;
        rows.push({ name, ms, perSecond: (1000 * nodes) / ms, executed });
      }
    }
    return rows;
  } finally {
    await server.stop();
  }
}

async function together(
  processes: number,
  count: number,
  project: BenchProject,
  env: NodeJS.ProcessEnv,
): Promise<{ ms: number; executed: number }> {
  const args = [join(repository, 'bin', 'run-workflow.js'), 'graphs.ts', 'FanOut', '--count', String(count), '--quiet'];
  const start = performance.now();
  const answers = await Promise.all(
    times(processes, () => execute(process.execPath, args, { cwd: project.folder, env: { ...process.env, ...env } })),
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
