import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, type Ran, makeProject } from '../support/project.ts';

const example = fileURLToPath(new URL('../../examples/plain-functions', import.meta.url));

/** What is another one each time: ids, digests, times. */
const still = (text: string): string =>
  text
    .replaceAll(/art-outside\.\w+/g, 'art-outside')
    .replaceAll(/\b(cr|art)-0\w+/g, '$1-…')
    .replaceAll(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d, took [\d.]+ m?s/g, 'then')
    .replaceAll(/code \w{10}/g, 'code …')
    .replaceAll(/[\d.]+ (ms|s|min) ago/g, 'a while ago')
    .replaceAll(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/g, 'then')
    .replaceAll(/\d+ [A-Z][a-z]+ 20\d\d( at \d\d:\d\d)?/g, 'THEN');

describe('example plain-functions: registered functions without a workflow', () => {
  let project: Project;
  let first: Ran;
  const main = async () => project.startFile('main.ts').ended;

  beforeAll(async () => {
    project = makeProject({});
    cpSync(example, project.folder, { recursive: true, filter: (path) => path !== join(example, 'out') });
    first = await main();
  });

  test('run unchanged', () => {
    expect(first).toMatchObject({
      code: 0,
      stdout: 'M-7 0.052  npx clew bt M-7-2026-11\nM-14 0.758  npx clew bt M-14-2026-11\n',
      stderr: '',
    });
  });

  test('clew bt prints the trace', async () => {
    const { stdout } = await project.run('clew bt M-14-2026-11');
    expect(still(stdout)).toBe(`\
M-14-2026-11, risk of M-14, came from 4 component runs
#0  serve(machine=M-14) at serve.ts:11
    ran · then · owner @reliability · cr-…
    code …, not in git
    out/risks.json ← #1 art-…
#1  inference() at inference.ts:11
    ran · then · cr-…
    code …, not in git
    features ← #2 out/features.json art-…
    model ← data/model.json, from outside 7ee63ffa4b
    wrote out/risks.json
#2  featurize() at featurize.ts:7
    ran · then · cr-…
    code …, not in git
    out/clean.csv ← #3 art-…
    wrote out/features.json
#3  clean() at clean.ts:5
    ran · then · cr-…
    code …, not in git
    dropped 2
    data/readings.csv ← from outside 93ef815c71
    wrote out/clean.csv
`);
  });

  test('clew components prints the descriptions', async () => {
    const { stdout } = await project.run('clew components');
    expect(still(stdout)).toBe(`\
clean      component  1 run   ran a while ago
featurize  component  1 run   ran a while ago
inference  component  1 run   ran a while ago
serve      component  2 runs  ran a while ago  owner @reliability; the risk that a machine stands still within a month; #online
`);
  });

  test('clew artifacts lists files with the call that wrote them, not as stored artifacts', async () => {
    const { artifacts } = await project.json('clew artifacts ls clean');
    expect(artifacts).toMatchObject([{ name: 'out/clean.csv', layer: 'path', key: 'out/clean.csv' }]);
    const { code, stderr } = await project.run('clew artifacts cat clean.out/clean.csv');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/art-\w+ is out\/clean\.csv, of which the record keeps the digest alone\./),
    ]);
    const verified = await project.json('clew artifacts verify');
    expect(verified).toMatchObject({ checked: 0, bad: [] });
    expect((await project.run('clew why serve')).stdout).toMatch(/^compared with {2}cr-\w+, .*: the call before it$/m);
    expect((await project.run('clew runs')).stdout).toBe(
      'No workflow has run yet. 4 components have component runs outside of any run: clew components lists them.\n',
    );
    expect(await project.json('clew runs')).toMatchObject({ runs: [], more: false });
  });

  test('the debugger shows files as long as they are those that were read', async () => {
    const input = 'up\nprint model\nprint features\nlist\nopen model\nup 2\nprint\ninfo inputs\n';
    const { stdout, code } = await project.run('clew bt M-14-2026-11 -i', { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^model input {2}art-outside\.\w+ {2}37 B {2}from outside\nobject {2}3 fields\n {2}bias {2}-4$/m,
    );
    expect(stdout).toMatch(
      /^features input {2}art-\w+ {2}\d+ B {2}made by featurize\nobject {2}2 fields\n {2}M-7 +\{ mean: /m,
    );
    expect(stdout).toMatch(/^> 11 \| export const inference = lineage\.register\($/m);
    expect(stdout).toContain(`\n${project.path('data/model.json')}\n`);
    expect(stdout).toMatch(/^out\/clean\.csv output /m);
    expect(stdout).toMatch(/^ {2}data\/readings\.csv {2}from outside 93ef815c71$/m);
  });

  test('clew explain prints the explanation', async () => {
    const { stdout } = await project.run('clew explain M-14-2026-11');
    expect(still(stdout)).toBe(`\
“risk of M-14” was made on THEN by serve (the risk that a machine stands still within a month). It was made for machine: M-14.
It goes back to what was brought in by clean, last on THEN.
From outside came data/readings.csv and model (data/model.json).

How it came about
1. clean, on THEN.
2. featurize, on THEN.
3. inference, on THEN.
4. serve, on THEN. the risk that a machine stands still within a month. With machine: M-14.

How good it is
clean, on THEN. Its scores: dropped 2.

Who to ask
@reliability for serve.
Nobody is named for clean, featurize and inference.

Is it up to date?
As far as can be told, yes.
`);
  });

  test('clew impact prints the impact of data and of the code of a component', async () => {
    const { frames } = await project.json('clew bt M-14-2026-11');
    const [artifact, model] = [frames[3].inputs[0].artifact, frames[1].inputs[1].artifact];
    expect(still((await project.run(`clew impact ${artifact}`)).stdout)).toBe(`\
art-outside and what came of it:
clean  ran  then  cr-…
featurize  ran  then  cr-…
inference  ran  then  cr-…
serve  ran  then  cr-…
  → M-7-2026-11  risk of M-7
serve  ran  then  cr-…
  → M-14-2026-11  risk of M-14
5 component runs and 2 output ids came of it: 2 serve, 1 clean, 1 featurize, 1 inference
clew impact --output-ids art-outside lists them all
`);
    expect((await project.run(`clew impact ${model} --output-ids`)).stdout).toBe(
      'M-7-2026-11  risk of M-7\nM-14-2026-11  risk of M-14\n',
    );
    const code = `inference@${frames[1].code.digest.slice('sha256:'.length, 17)}`;
    expect(still((await project.run(`clew impact ${code}`)).stdout)).toBe(`\
${code} and what came of it:
inference  ran  then  cr-…  itself
serve  ran  then  cr-…
  → M-7-2026-11  risk of M-7
serve  ran  then  cr-…
  → M-14-2026-11  risk of M-14
2 component runs and 2 output ids came of it: 2 serve
clew impact --output-ids ${code} lists them all
`);
  });

  test('data from outside has no trace, but an impact', async () => {
    const { frames } = await project.json('clew bt M-14-2026-11');
    const { artifact } = frames[3].inputs[0];
    const impact = await project.run(`clew impact ${artifact}`);
    expect(impact.stdout).toContain('5 component runs and 2 output ids came of it: 2 serve, 1 ');
    expect(impact.stdout).not.toContain('outside)');
    const stays = await project.run('clew bt M-14-2026-11 -i', { input: `bt ${artifact}\nframe` });
    expect(still(stays.stdout)).toMatch(/^art-outside came from outside: nobody on record made it\n#0 {2}serve/);
    expect((await project.run(`clew bt ${artifact} -i`, { input: 'frame' })).stdout).toContain('came from outside');
    for (const ask of ['bt', 'explain']) {
      expect((await project.run(`clew ${ask} ${artifact}`)).stdout).toContain(`${artifact} came from outside: nobody`);
    }
    const shown = await project.run(`clew show ${artifact}`);
    expect(shown.stdout).toMatch(/^made by +nobody on record: it came from outside$/m);
    expect((await project.run(`clew artifacts ls ${artifact}`)).stdout).toMatch(/^from outside +data\/readings\.csv/);
  });

  test('clew show prints the output of a call with its path, and no stored artifact', async () => {
    const { frames } = await project.json('clew bt M-14-2026-11');
    const shown = await project.run(`clew show ${frames[3].componentRun}`);
    expect([shown.code, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout).toContain('out/clean.csv');
    expect((await project.run('clew artifacts show clean')).stdout).toMatch(
      /^state +not kept: the record has the digest/m,
    );
    expect((await project.run('clew artifacts path clean')).stdout).toBe('out/clean.csv\n');
    expect((await project.run('clew du')).stdout).toBe('No artifacts are kept here.\n');
    for (const ask of ['clew history (outside)', 'clew show cr-outside', 'clew impact cr-outside']) {
      expect(await project.run(ask.split(' '))).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test('clew diff and clew history report changed data from outside', async () => {
    const [{ componentRun: before }] = (await project.json('clew history clean')).runs;
    const [{ componentRun: served }] = (await project.json('clew bt M-14-2026-11')).frames;
    project.write({ 'data/readings.csv': 'machine,day,load\nM-7,2026-10-01,0.2\nM-14,2026-10-02,0.9\n' });
    await main();
    const [{ componentRun: after }] = (await project.json('clew history clean')).runs;
    const { stdout } = await project.run(`clew diff ${before} ${after}`);
    expect(still(stdout)).toBe(`\
A  cr-…  clean  then
B  cr-…  clean  then
1 frame differs

#0 clean  cr-… → cr-…  by its inputs alone
  inputs      data/readings.csv changed: from outside
  metrics     dropped 2 → 1 (-1)
  outcome     returned another value
`);
    const whole = await project.run(`clew diff ${served} M-14-2026-11`);
    expect(still(whole.stdout)).toBe(`\
A  cr-…  serve  then
B  M-14-2026-11  serve  then  cr-…
4 frames differ

#0 serve  cr-… → cr-…  by its inputs alone
  inputs      out/risks.json changed: made by inference in cr-…, was cr-…

#1 inference  cr-… → cr-…  by its inputs alone
  inputs      features changed: made by featurize in cr-…, was cr-…
  outcome     returned another value

#2 featurize  cr-… → cr-…  by its inputs alone
  inputs      out/clean.csv changed: made by clean in cr-…, was cr-…
  outcome     returned another value

#3 clean  cr-… → cr-…  by its inputs alone
  inputs      data/readings.csv changed: from outside
  metrics     dropped 2 → 1 (-1)
  outcome     returned another value
`);
    expect((await project.run('clew history clean')).stdout).toContain('data/readings.csv changed: from outside');
  });

  test('after a change of the model, earlier traces are unchanged, and the failed call is recorded', async () => {
    const ofThen = (frames: any[]) => frames.map((frame) => ({ ...frame, stale: undefined }));
    const first = (await project.json('clew bt M-14-2026-11')).frames;
    expect(first.map(({ stale }: any) => stale)).toEqual([[], [], [], []]);
    project.write({ 'data/model.json': { bias: -5, mean: 3, rise: 8 } });
    await main();
    const again = (await project.json(`clew bt ${first[0].componentRun}`)).frames;
    expect(ofThen(again)).toEqual(ofThen(first));
    // What lies where it read has been written anew since.
    expect(again[0].stale).toMatchObject([
      { kind: 'newer-input', field: 'out/risks.json', newer: { node: 'inference' } },
    ]);
    expect(again.slice(1).map(({ stale }: any) => stale.length)).toEqual([0, 0, 0]);
    const fresh = (await project.json('clew bt M-14-2026-11')).frames;
    expect(fresh.map(({ component }: any) => component)).toEqual(['serve', 'inference', 'featurize', 'clean']);
    expect(fresh[1].inputs[1].digest).not.toBe(first[1].inputs[1].digest);
    project.write({ 'fail.ts': "import { serve } from './serve.ts';\nawait serve('out/risks.json', 'M-99');" });
    expect((await project.startFile('fail.ts').ended).code).toBe(1);
    const { components } = await project.json('clew components');
    expect(components.find(({ name }: any) => name === 'serve')).toMatchObject({ runs: 7, lastStatus: 'failed' });
  });
});
