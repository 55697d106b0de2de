import { chmodSync, mkdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsServers, startAws } from '../../../src/testing/index.ts';
import { type Project, type RunOptions, makeProject } from '../../support/project.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { installBundler, installSdk } from '../../support/sdk.ts';
import { oddSecrets } from '../../support/secret-forms.ts';
import { configOn } from '../../support/shop.ts';
import { program } from './program.ts';
import { rowsOf } from './rows.ts';
import { type Written, filesBelow, tracesIn } from './traces.ts';
import { isFullSize } from '../../support/size.ts';

const typed = oddSecrets.map((secret, i) => `--s${i}=${secret}`);
const variables = Object.fromEntries(oddSecrets.map((secret, i) => [`CLEW_PARAM_S${i}`, secret]));
/** More of what is slow, with `CLEW_TEST_FULL=1`. */

let aws: AwsServers;
let project: Project;
const written: Written[] = [];

beforeAll(async () => {
  project = makeProject({
    'workflow.ts': program,
    // Programs that start others show here what they pass on.
    'programs/git': '#!/bin/sh\n{ printenv; echo "$@"; } >> "$TMPDIR/git-was-given"\nexit 1\n',
  });
  chmodSync(project.path('programs/git'), 0o755);
  for (const folder of ['tmp', '.git']) mkdirSync(project.path(folder));
  aws = await startAws({
    s3: { buckets: ['plant'], data: project.path('bucket') },
    sagemaker: { pace: Infinity },
  });
  project.write(configOn(aws, 'plant'));
  installSdk(project);
  installBundler(project);
});
afterAll(() => aws.close());

async function call(words: string | readonly string[], { env, ...options }: RunOptions = {}) {
  const path = `${project.path('programs')}${delimiter}${process.env['PATH']}`;
  const ran = await project.run(words, {
    patience,
    ...options,
    env: { ...aws.env, TMPDIR: project.path('tmp'), PATH: path, ...env },
  });
  const name = typeof words === 'string' ? words : words.slice(0, 3).join(' ');
  written.push([`stdout of ${name}`, ran.stdout], [`stderr of ${name}`, ran.stderr]);
  return ran;
}

const target = (name: string): string[] => ['run-workflow', 'workflow.ts', name];

const patience = 300_000;

describe('secrets in output, files and requests', () => {
  test.concurrent('are in nothing that Clew writes or sends, in any form', { timeout: patience }, async () => {
    const env = { ...variables };
    const ok = await call([...target('All'), ...typed, '--verbose', `--also=x${oddSecrets[0]}`]);
    expect([ok.code, ok.stderr]).toEqual([0, expect.stringContaining('***')]);
    const again = await call([...target('All'), '--json'], { env: { ...env, CLEW_PARAM_ALSO: `y${oddSecrets[0]}` } });
    expect([again.code, again.stderr]).toEqual([0, expect.anything()]);
    const failed = await call([...target('Fails'), '--verbose'], { env });
    expect([failed.code, failed.stdout]).toEqual([1, expect.stringContaining('  refused *** | ')]);
    if (isFullSize) expect((await call([...target('Fails'), '--json'], { env })).code).toBe(1);

    for (const secret of isFullSize ? oddSecrets : oddSecrets.slice(1, 2)) {
      const mapped = ['Zod', 'Valibot', 'Arktype', 'Count', 'Unmapped'].map(async (name) => {
        const { code, stderr } = await call([...target(name), `--value=${secret}`]);
        expect([code, stderr]).toEqual([2, expect.stringMatching(/^error /)]);
      });
      await Promise.all(mapped);
      const asked = ['zod', 'valibot', 'arktype'].map(async (name) => {
        const { code, stderr } = await call([...target('Asked'), `--${name}=${secret}`]);
        expect([code, stderr]).toEqual([2, expect.stringMatching(/^error --\w+ can't be something else/)]);
      });
      const joined = call([...target('Asked'), `--token=${secret}`, `--pin=12-${secret}`]);
      await Promise.all(asked);
      expect((await joined).code).toBe(2);
    }

    const value = { env: { CLEW_PARAM_VALUE: oddSecrets[1]! } };
    const remote = await call([...target('Remote'), '--on', 'sagemaker'], value);
    expect([remote.code, remote.stderr]).toEqual([0, expect.anything()]);
    const refused = await call([...target('RemoteSecret'), '--on', 'sagemaker', '--verbose'], value);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('its parameter header is secret')]);

    const { run, outputIds } = JSON.parse(again.stdout) as { run: string; outputIds: string[] };
    const first = /run-0\w+/.exec(ok.stdout)![0];
    const questions: readonly (readonly string[])[] = [
      ['runs'],
      ['runs', '--json'],
      ['show', run],
      ['show', run, '--json'],
      ['show', /run-0\w+/.exec(failed.stdout)![0], '--json'],
      ['bt', outputIds[0]!],
      ['bt', outputIds[0]!, '--json'],
      ['explain', outputIds[0]!],
      ['diff', first, run],
      ['diff', first, run, '--json'],
      ['why', 'All'],
      ['history', 'ask', '--json'],
      ['history', 'Throws'],
      ['artifacts', 'ls', '--json'],
      ['components', '--json'],
      ['graph', 'workflow.ts', 'All'],
      ['info', 'All'],
      ['print', 'ask'],
      ['impact', 'Joined', '--json'],
    ];
    const some = isFullSize ? questions : questions.filter((_, i) => i % 2 === 1);
    await Promise.all(some.map((words) => call(['clew', ...words])));
    await call([...target('All'), '--dry-run', '--json'], { env });
    expect((await call(['clew', 'rerun', run])).stderr).toContain('CLEW_PARAM_S0');
    expect(
      (
        await call(['clew', 'rerun', run, '--only', 'Joined'], {
          env: { ...env, CLEW_PARAM_ALSO: `y${oddSecrets[0]}` },
        })
      ).code,
    ).toBe(0);
    await call(['clew', 'resume'], value);
    await call(['clew', 'audit', run], { env });

    const sent: Written[] = [['jobs of SageMaker', JSON.stringify(aws.sagemaker.jobs)]];
    const kept = [...filesBelow(project.folder)].filter(([name]) => !name.startsWith('node_modules'));
    expect(kept.map(([name]) => name)).toEqual(
      expect.arrayContaining(['tmp/git-was-given', '.clew/record.db', expect.stringMatching(/^child-/)]),
    );
    expect(tracesIn([...written, ...sent, ...kept])).toEqual([]);
  });

  test.concurrent('are not in a record in PostgreSQL', { timeout: patience }, async () => {
    const env = { ...variables, CLEW_DATABASE_URL: await freshDatabase() };
    expect((await call([...target('All'), `--also=x${oddSecrets[0]}`], { env })).code).toBe(0);
    if (isFullSize) expect((await call(target('Fails'), { env })).code).toBe(1);
    const rows = await rowsOf(env.CLEW_DATABASE_URL);
    expect(rows.find(([name]) => name === 'component_run')![1]).toContain('secret');
    expect(tracesIn([...written, ...rows])).toEqual([]);
  });
});
