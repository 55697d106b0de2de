import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

/** Two files are cleaned, and twelve answers are given, each with an alarm of its own kind. */
const main = `
import { writeFileSync, readFileSync } from 'node:fs';
import { lineage } from 'clew';

for (const name of ['north', 'south']) writeFileSync(name + '.csv', name + ' 1 2 3');
const clean = lineage.register(
  'clean',
  { inputs: (name) => [name + '.csv'], outputs: (_, name) => [name + '.json'] },
  (name) => writeFileSync(name + '.json', JSON.stringify(readFileSync(name + '.csv', 'utf8'))),
);
clean('north');
clean('south');
const serve = lineage.register(
  'serve',
  { inputs: (name) => [name + '.json'], params: (name, alarm, n) => ({ alarm, n }) },
  (name, alarm, n) => lineage.log('answer-' + n),
);
for (let n = 0; n < 12; n++) serve(n % 3 === 0 ? 'north' : 'south', n % 2, n);
`;

let project: Project;
const flag = (...ids: string[]) => Promise.all(ids.map((id) => project.run(`clew flag ${id}`)));
const unflag = (...ids: string[]) => Promise.all(ids.map((id) => project.run(`clew unflag ${id}`)));
const review = async (words = '', columns = '100') => {
  const { stdout, stderr, code } = await project.run(`clew review${words}`, { env: { COLUMNS: columns } });
  expect([stderr, code]).toEqual(['', 0]);
  return stdout
    .replaceAll(/\b[0-9a-f]{10}\b/g, 'DIGEST')
    .replaceAll(/\b(cr|art)-[\w.]+/g, '$1-ID')
    .replaceAll(/20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME');
};

describe('clew review', () => {
  beforeAll(async () => {
    project = makeProject({ 'main.js': main });
    await project.startFile('main.js').ended;
  });

  test('says that no output is flagged, even before the first run', async () => {
    const said = 'No output is flagged, so there is nothing to compare. clew flag <output id> --because … flags one.\n';
    expect(await review()).toBe(said);
    expect((await makeProject({}).run('clew review')).stdout).toBe(said);
    expect(await makeProject({}).json('clew review')).toEqual({
      measure: 'ochiai',
      flagged: { outputIds: [], componentRuns: 0 },
      healthy: { componentRuns: 0, components: [] },
      suspects: [],
    });
  });

  test('names the file behind the flagged outputs, and the commands to continue with', async () => {
    await flag('answer-0', 'answer-3', 'answer-6', 'answer-9');
    const said = await review(' --limit 1');
    expect(said).toBe(`4 flagged outputs, beside 8 healthy ones of serve

1. north.csv, version DIGEST  1.00
   led to 4 of 4 flagged and 0 of 8 healthy: answer-9, answer-6, answer-3, …
   so did clean of TIME (cr-ID) and north.json, version DIGEST
   clew impact art-ID · clew bt answer-9
`);
    const { measure, flagged, healthy, suspects } = await project.json('clew review --limit 2');
    expect([measure, flagged, healthy]).toEqual([
      'ochiai',
      {
        outputIds: ['answer-9', 'answer-6', 'answer-3', 'answer-0'].map(() => expect.stringMatching(/^answer-/)),
        componentRuns: 4,
      },
      { componentRuns: 8, components: ['serve'] },
    ]);
    expect(suspects).toHaveLength(2);
    expect(suspects[0]).toMatchObject({
      rank: 1,
      score: 1,
      suspect: { kind: 'input', at: 'north.csv', from: null, digest: expect.stringMatching(/^sha256:/) },
      flagged: 4,
      healthy: 0,
      alike: [
        { kind: 'component run', component: 'clean' },
        { kind: 'input', at: 'north.json' },
      ],
      furtherAlike: 0,
    });
    const [impact] = suspects[0].next;
    expect((await project.run(impact)).stdout).toContain('answer-0');
    expect(await review(' --limit 1', '40')).toMatch(/^(.{0,40}\n)+$/);
  });

  test('accepts other output ids, finds a parameter, and limits the healthy outputs', async () => {
    const said = await review(' answer-1 answer-5 answer-7 answer-11 --limit 1');
    expect(said).toContain('\n1. serve.alarm = 1  1.00\n   led to 4 of 4 flagged and 0 of 4 healthy: ');
    expect(said).toContain('clew history serve · clew bt answer-');
    expect(said).not.toContain('answer-3');
    expect(await review(' answer-5')).toContain('\nOnly one component run is behind what is flagged: the more are');
    expect(await review(' answer-5 --healthy 2')).toMatch(/^1 flagged output, beside [12] healthy ones? of serve\n/);
  });

  test('accepts --since, and says when there are no healthy outputs', async () => {
    expect(await review(' --since 0ms')).toContain('No output was flagged in the last 0ms, so');
    expect(await review(' --since 1h --limit 1')).toContain('4 flagged outputs');
    const { code, stderr } = await project.run('clew review --since yesterday');
    expect([code, stderr]).toEqual([2, expect.stringContaining("a duration such as '2 days'")]);
    const all = Array.from({ length: 12 }, (_, n) => `answer-${n}`);
    await flag(...all);
    expect(await review(' --limit 1')).toContain(
      'Nothing healthy of serve is on record to compare with. What the flagged ones share comes first, and\nthat proves little.\n',
    );
    await unflag(...all);
    expect(await review()).toContain('No output is flagged');
  });

  test('refuses an unknown id', async () => {
    const { code, stderr } = await project.run('clew review answer-99');
    expect([code, stderr]).toEqual([2, expect.stringContaining('Nothing on record is called "answer-99"')]);
  });
});
