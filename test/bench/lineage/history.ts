import { openRecord } from '../../../src/lineage/open-record.ts';
import type { RecordSettings } from '../../../src/lineage/record.ts';
import { type Statements, openStatements } from './statements.ts';

/** How much is made. */
export interface Size {
  /** Component runs in chains. */
  readonly runs: number;
  readonly outputIds: number;
  /** Component runs that read what one root has made. */
  readonly descendants: number;
  /** How often the nightly job has written the same ten names. */
  readonly nights: number;
  readonly seed: number;
}

/** Of each block of chains, where the deep, the middle and the short one begin. */
export const chains = [
  { depth: 1000, from: 0 },
  { depth: 100, from: 1000 },
  { depth: 10, from: 1100 },
] as const;
const levels = 1110;
const names = 10;
/** So many rows by one statement. */
const chunk = 100_000;

/** Who can be asked about in a history. */
export interface Landmarks {
  /** The last component run of some chain of a depth: another one for each number. */
  readonly end: (depth: number, which: number) => string;
  readonly root: string;
  /** The last step of the nightly job of a night. */
  readonly night: (which: number) => string;
}

/**
 * Makes a large history by statements that make many rows at once. All chains go on side by side, as jobs that run every
 * day do, so that what belongs together lies far apart.
 */
export async function makeHistory(settings: RecordSettings, size: Size): Promise<Landmarks> {
  await (await openRecord(settings)).close();
  const blocks = Math.max(1, Math.floor(size.runs / levels));
  const db = await openStatements(settings);
  await db.execute(`insert into component (name, kind, created_at) values ('Step', 'task', 0), ('Root', 'task', 0),
    ('Leaf', 'task', 0), ('nightly', 'component', 0)`);
  await db.execute(`insert into process (id, host, pid, cwd, clew_version, node_version)
    values ('proc-bench', 'here', 1, '/', '0', '0')`);
  await makeChains(db, blocks, size);
  await makeRoot(db, size);
  await makeNights(db, size);
  await db.tidy();
  await db.close();
  return {
    end: (depth, which) => {
      const { from } = chains.find((chain) => chain.depth === depth)!;
      return `cr-g${padded((from + depth - 1) * blocks + (which % blocks))}`;
    },
    root: 'cr-h000000000',
    night: (which) => `cr-n${padded((which % size.nights) * names + names - 1)}`,
  };
}

const padded = (n: number): string => String(n).padStart(9, '0');
/** The same as SQL. */
const pad = (n: string): string => `substr('000000000' || (${n}), length('000000000' || (${n})) - 8)`;

const runColumns = `(id, component, process, node, params, status, reason, attempt, executor, started_at, ended_at)`;
const artifactColumns = `(id, made_by, name, codec, digest, size, layer, key, damaged)`;
const inputColumns = `(component_run, position, name, artifact)`;

const runOf = (id: string, component: string): string =>
  `${id}, '${component}', 'proc-bench', '${component}', '{}', 'ran', 'bench', 1, 'in-process', n.i, n.i + 5`;

async function inChunks(count: number, work: (from: number, to: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += chunk) await work(from, Math.min(count, from + chunk));
}

async function makeChains(db: Statements, blocks: number, { outputIds, seed }: Size): Promise<void> {
  const count = blocks * levels;
  const run = `'cr-g' || ${pad('n.i')}`;
  const level = `(n.i / ${blocks})`;
  const firsts = chains.map(({ from }) => from);
  const perRun = outputIds / count;
  await inChunks(count, async (from, to) => {
    const numbers = db.numbers(from, to);
    await db.execute(`insert into component_run ${runColumns} select ${runOf(run, 'Step')} from ${numbers}`);
    await db.execute(`insert into artifact ${artifactColumns}
      select 'art-g' || ${pad('n.i')}, ${run}, 'output', 'json', 'sha256:' || n.i, 100, 'local', 'k/' || n.i, 0 from ${numbers}`);
    await db.execute(`insert into component_run_input ${inputColumns}
      select ${run}, 0, 'before', 'art-g' || ${pad(`n.i - ${blocks}`)} from ${numbers}
      where ${level} not in (${firsts.join()})`);
    // Half of them read what was two steps before as well: diamonds.
    await db.execute(`insert into component_run_input ${inputColumns}
      select ${run}, 1, 'earlier', 'art-g' || ${pad(`n.i - ${2 * blocks}`)} from ${numbers}
      where ${level} not in (${firsts.flatMap((first) => [first, first + 1]).join()})
        and (n.i * 2654435761 + ${seed}) % 97 < 48`);
  });
  await inChunks(outputIds, async (from, to) => {
    const giver = `'cr-g' || ${pad(db.whole(`n.i / ${perRun}`))}`;
    await db.execute(`insert into output_id (id, component_run, created_at)
      select 'out-g' || ${pad('n.i')}, ${giver}, n.i from ${db.numbers(from, to)}`);
  });
}

async function makeRoot(db: Statements, { descendants }: Size): Promise<void> {
  const run = `'cr-h' || ${pad('n.i')}`;
  await inChunks(descendants + 1, async (from, to) => {
    const numbers = db.numbers(from, to);
    await db.execute(`insert into component_run ${runColumns} select ${runOf(run, 'Leaf')} from ${numbers}`);
    await db.execute(`insert into artifact ${artifactColumns}
      select 'art-h' || ${pad('n.i')}, ${run}, 'output', 'json', 'sha256:' || n.i, 100, 'local', 'h/' || n.i, 0 from ${numbers}`);
    await db.execute(`insert into component_run_input ${inputColumns}
      select ${run}, 0, 'root', 'art-h000000000' from ${numbers} where n.i > 0`);
    await db.execute(`insert into output_id (id, component_run, created_at)
      select 'out-h' || ${pad('n.i')}, ${run}, n.i from ${numbers} where n.i % 10 = 1`);
  });
}

/** Ten steps a night: each reads what the one before it wrote, and all write what was written every night before. */
async function makeNights(db: Statements, { nights }: Size): Promise<void> {
  const run = `'cr-n' || ${pad('n.i')}`;
  await inChunks(nights * names, async (from, to) => {
    const numbers = db.numbers(from, to);
    await db.execute(`insert into component_run ${runColumns} select ${runOf(run, 'nightly')} from ${numbers}`);
    await db.execute(`insert into artifact ${artifactColumns}
      select 'art-n' || ${pad('n.i')}, ${run}, 'file', 'file', 'sha256:' || n.i, 100, 'path', 'data/' || (n.i % ${names}), 0
      from ${numbers}`);
    await db.execute(`insert into component_run_input ${inputColumns}
      select ${run}, 0, 'before', 'art-n' || ${pad('n.i - 1')} from ${numbers} where n.i % ${names} > 0`);
  });
}
