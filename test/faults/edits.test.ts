import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { decodeDependencies } from '../../src/dependencies/dependencies.ts';
import { type Project, makeProject } from '../support/project.ts';
import { programOf, server, someEdit } from './help/edited-program.ts';
import { randoms, seed } from '../support/random.ts';
import { sizeOf } from '../support/size.ts';

const edits = sizeOf('CLEW_EDIT_CASES', { usual: 20, full: 500 });
interface Result {
  readonly component: string;
  readonly code: string;
  /** The digest of what it used besides. */
  readonly dependencies: string | null;
  readonly output: string;
}

/** Reads the results of tasks from the record, by their code; of those found again, by the code that found them. */
function resultsIn(project: Project): { results: Result[]; sources: (digest: string) => string } {
  const database = new DatabaseSync(project.path('.clew/record.db'));
  const rows = database
    .prepare(
      `select distinct one.component, one.code, made.dependencies, inline from component_run one
      join component_run made on made.id = coalesce(one.cached_from, one.id)
      join artifact on artifact.made_by = made.id
      where one.status in ('ran', 'cached') and one.component not in ('All')`,
    )
    .all() as unknown as (Omit<Result, 'output'> & { inline: Uint8Array })[];
  const contents = database.prepare('select digest, content from code').all() as { digest: string; content: string }[];
  database.close();
  const kept = new Map(contents.map(({ digest, content }) => [digest, content]));
  const results = rows.map(({ inline, ...one }) => ({ ...one, output: Buffer.from(inline).toString() }));
  return { results, sources: (digest) => kept.get(digest)! };
}

/** Runs a task in a project that holds its noted code alone; undefined where it isn't known what it used. */
async function runAlone(
  { component, code, dependencies }: Result,
  sources: (digest: string) => string,
): Promise<string | undefined> {
  const { entry, files } = JSON.parse(sources(code)) as { entry: string; files: { path: string; digest: string }[] };
  const { modules, unknown } = decodeDependencies(dependencies === null ? undefined : sources(dependencies));
  if (unknown.length > 0) return undefined;
  const noted = [...files, ...modules].map(({ path, digest }) => [path, sources(digest!)]);
  const project = makeProject(Object.fromEntries(noted));
  const { stderr } = await project.run(`run-workflow ${entry} ${component}`);
  const found = resultsIn(project).results.find((one) => one.component === component);
  if (!found) throw new Error(`${component} gives nothing when it runs alone: ${stderr}`);
  rmSync(project.folder, { recursive: true, force: true });
  return found.output;
}

/** Applies edits at random moments within so many milliseconds. */
async function editAtRandom(project: Project, count: number, span: number, random: () => number): Promise<void> {
  const moments = Array.from({ length: count }, () => random() * span).sort((a, b) => a - b);
  const begin = performance.now();
  for (const moment of moments) {
    await new Promise((again) => setTimeout(again, Math.max(0, moment - (performance.now() - begin))));
    const { name, text } = someEdit(random);
    const file = project.path(name);
    if (text === null) rmSync(file, { force: true });
    else if (random() < 0.5) writeFileSync(file, text);
    else {
      writeFileSync(`${file}.draft`, text);
      renameSync(`${file}.draft`, file);
    }
  }
}

describe('edits of code during runs', () => {
  test(
    `every result equals what its noted code gives after ${edits} edits (seed ${seed})`,
    { timeout: 120_000 + edits * 4000 },
    async () => {
      console.log(`CLEW_TEST_SEED=${seed}`);
      const random = randoms(seed);
      const project = makeProject({ ...programOf(1), 'server.mjs': server });
      // About as long as a run takes, which the one before the last tells: runs and servers take turns.
      const spans = [1500, 3000];
      for (let left = edits, round = 0; left > 0; round++) {
        const begin = performance.now();
        const count = Math.min(left, 1 + Math.floor(random() * 6));
        left -= count;
        const { ended } =
          round % 2 === 0
            ? project.start(`run-workflow workflow.ts All${random() < 0.3 ? ' --force' : ''}`)
            : project.startFile('server.mjs');
        await editAtRandom(project, count, spans[round % 2]!, random);
        await ended;
        spans[round % 2] = performance.now() - begin;
        // What was deleted is there again, so that the next one has a chance.
        for (const [name, text] of Object.entries(programOf(1 + Math.floor(random() * 3))))
          if (!project.has(name)) project.write({ [name]: text });
      }
      const { results, sources } = resultsIn(project);
      const wrong: unknown[] = [];
      let unsure = 0;
      // Two at a time: this machine is small.
      const queue = results.values();
      const check = async (): Promise<void> => {
        for (const one of queue) {
          const alone = await runAlone(one, sources);
          if (alone === undefined) unsure += 1;
          else if (alone !== one.output) wrong.push({ ...one, alone });
        }
      };
      await Promise.all([check(), check()]);
      console.log(`${results.length} results, of ${unsure} of which it is not known what they used`);
      expect(wrong).toEqual([]);
      expect(results.length - unsure).toBeGreaterThan(edits / 4);
    },
  );
});
