import { mkdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../support/postgres.ts';
import { makeProject } from '../support/project.ts';
import { leavingProgram, namesIn } from './help/leaving-program.ts';
import { randoms, seed } from '../support/random.ts';
import { sizeOf } from '../support/size.ts';

/** The number of runs that are killed: a few in the usual tests. */
const kills = sizeOf('CLEW_LEFTOVER_KILLS', { usual: 8, full: 300 });
/** So many are killed one after the other before somebody clears up. */
const together = 4;
const command = 'run-workflow workflow.ts All --concurrency 4';
const clean = 'clew artifacts clean --older-than 0s --yes';

let killed = 0;
describe('leftovers of killed runs', () => {
  afterAll(() => console.log(`killed ${killed} times; repeat with CLEW_TEST_SEED=${seed}`));

  test(
    `artifacts clean removes all that nothing needs, and nothing else, after ${kills} kills at random moments (seed ${seed})`,
    { timeout: 300_000 + kills * 30_000 },
    async () => {
      const project = makeProject({
        'workflow.ts': leavingProgram,
        'clew.config.ts': `export default { storage: { layers: { kept: { folder: 'kept' } } } };`,
      });
      const random = randoms(seed);
      const of = (name: string, database?: string) => {
        const [home, tmp, kept] = [`.clew-${name}`, `tmp-${name}`, `kept-${name}`];
        mkdirSync(project.path(tmp));
        const CLEW_SETTINGS = JSON.stringify({ storage: { layers: { kept: { folder: kept } } } });
        const env = { CLEW_HOME: home, TMPDIR: project.path(tmp), CLEW_SETTINGS };
        return { tmp, kept, env: { ...env, ...(database && { CLEW_DATABASE_URL: database }) } };
      };
      // Compiles everything once; the next one says how long it takes.
      await project.json(command, of('warm'));
      const undisturbed = of('undisturbed');
      const before = performance.now();
      const whole = await project.json(command, undisturbed);
      const duration = performance.now() - before;
      await cleared(undisturbed);
      const kept = contentsOf(project.path(undisturbed.kept));
      expect(whole).toMatchObject({ status: 'succeeded' });
      expect(namesIn(project.path(undisturbed.tmp))).toEqual([]);

      for (let round = 0; killed < kills; round++) {
        const place = of(`round-${round}`, round % 2 === 0 ? undefined : await freshDatabase());
        for (let i = 0; i < together && killed < kills; i++) {
          const { child, ended } = project.start(command, place);
          const timer = setTimeout(() => child.kill('SIGKILL'), random() * duration);
          // Beside a run that is at work nothing goes away that it needs.
          const beside = random() < 0.4 ? cleared(place) : undefined;
          const { signal, code, stderr } = await ended;
          clearTimeout(timer);
          await beside;
          if (signal === 'SIGKILL') killed += 1;
          else expect(code, stderr).toBe(0);
          if (random() < 0.4) await cleared(place);
        }
        await cleared(place);
        // Committed results are whole, although everything else is gone.
        const verified = await project.run('clew artifacts verify --json', place);
        if (verified.stdout !== '') expect(JSON.parse(verified.stdout)).toMatchObject({ bad: [] });
        const { status, output } = await project.json(command, place);
        expect({ status, output }).toEqual({ status: 'succeeded', output: whole.output });
        await cleared(place);
        expect(await project.json('clew artifacts verify', place)).toMatchObject({ bad: [] });
        // As if nobody had ever been killed.
        expect(namesIn(project.path(place.tmp))).toEqual([]);
        expect(contentsOf(project.path(place.kept))).toEqual(kept);
        expect((await project.run('clew artifacts clean --older-than 0s', place)).stdout).toBe(
          'There is nothing to clean\n',
        );
        expect(await project.json(command, place)).toMatchObject({ status: 'succeeded', counts: { ran: 0 } });
      }

      async function cleared(place: ReturnType<typeof of>): Promise<void> {
        const { code, stdout, stderr } = await project.run(clean, place);
        expect(code, stdout + stderr).toBe(0);
      }
    },
  );
});

/** Lists the contents of a layer without the ids of component runs, which differ each time. */
const contentsOf = (folder: string): string[] =>
  namesIn(folder)
    .map((name) => name.replaceAll(/cr-[0-9a-z]{15}/g, 'cr'))
    .toSorted();
