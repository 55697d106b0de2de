import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';

const kinds = `
import { defineComponentKind } from 'clew';
export const ranker = defineComponentKind('ranker', {
  fields: { k: Number, team: String },
  checks: {
    before: { 'the input is sorted': ({ self }) => self.items.every((n: number, i: number) => i === 0 || n >= self.items[i - 1]) },
    after: {
      'as many as were asked for': { check: ({ result, fields }) => result.length === fields.k || 'got ' + result.length, otherwise: 'fail' },
    },
  },
});
export const reader = defineComponentKind('reader');
`;
const workflow = `
import { From, Param, Task, Workflow } from 'clew';
import { ranker, reader } from './kinds.ts';
@Task({ kind: reader.with(), freshFor: '1 day' })
export class Load {
  @Param() items!: number[];
  run() { return this.items; }
}
@Task({ kind: ranker.with({ k: 2, team: 'search' }) })
export class Rank {
  @From(Load) items!: number[];
  @Param() cut!: number;
  run() { return this.items.slice(0, this.cut); }
}
@Workflow({ requires: [ranker, reader] })
export class Search {
  @Param() items: number[] = [1, 2, 3];
  @Param() cut = 2;
  @From(Rank) best!: number[];
  run() { return this.best; }
}
@Workflow({ requires: ranker })
export class Other {
  @Param() items: number[] = [1];
  @From(Load) loaded!: number[];
  run() { return this.loaded; }
}
`;

let project: Project;
beforeAll(() => {
  project = makeProject({ 'kinds.ts': kinds, 'workflow.ts': workflow });
});
const checksOf = async (words: string): Promise<string[]> => {
  const { nodes } = await project.json(`run-workflow workflow.ts ${words}`);
  const { componentRun } = nodes.find(({ task }: any) => task === 'Rank');
  const { checks, kind, fields } = await project.json(`clew show ${componentRun}`);
  expect([kind, fields]).toEqual(['ranker', { k: 2, team: 'search' }]);
  return checks.map(({ phase, outcome, name, message }: any) => `${phase} ${outcome} ${name}: ${message}`);
};

describe('component kinds', () => {
  test('check the task before and after each run, print warnings, and record every check', async () => {
    expect(await checksOf('Search')).toEqual([
      'before passed the input is sorted: null',
      'after passed as many as were asked for: null',
    ]);
    expect(await checksOf('Search --items 3,1,2')).toEqual([
      'before warned the input is sorted: null',
      'after passed as many as were asked for: null',
    ]);
    const { stderr, code } = await project.run('run-workflow workflow.ts Search --items 5,4,3');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Before Rank: "the input is sorted" does not hold.')]);
  });

  test('fail a task whose check fails, with its message', async () => {
    const { stdout, stderr, code } = await project.run('run-workflow workflow.ts Search --cut 3 --items 1,2,3,4');
    expect([code, stdout + stderr]).toEqual([
      1,
      expect.stringContaining('After Rank: "as many as were asked for" does not hold: got 3.'),
    ]);
    const { runs } = await project.json('clew runs');
    const { nodes } = await project.json(`clew show ${runs[0].id}`);
    const { componentRun } = nodes.find(({ status }: any) => status === 'failed');
    const shown = (await project.run(`clew show ${componentRun}`)).stdout;
    expect(shown).toContain('ranker (k=2, team=search)');
    expect(shown).toMatch(
      /^checks\n {2}✓ passed {2}before {2}the input is sorted\n {2}✗ failed {2}after {3}as many as were asked for: got 3$/m,
    );
  });

  test('are part of the path of an artifact', async () => {
    const ahead = await project.json('clew artifacts path workflow.ts Load --items 1,9');
    expect(ahead).toMatchObject({ state: 'not made', path: expect.stringMatching(/^shop\/reader\/Load\//) });
    await project.json('run-workflow workflow.ts Load --items 1,9');
    const { path } = await project.json('clew artifacts path Load');
    expect(path).toBe(`${ahead.path}.json`);
  });

  test('check tasks in workers as well', async () => {
    project.write({
      'clew.config.ts': "import { defineConfig } from 'clew';\nexport default defineConfig({ isolate: 'thread' });\n",
    });
    expect(await checksOf('Search --items 7,1,2')).toEqual([
      'before warned the input is sorted: null',
      'after passed as many as were asked for: null',
    ]);
  });

  test('clew components prints kind and fields', async () => {
    const { stdout } = await project.run('clew components');
    expect(stdout).toMatch(/^Rank +ranker .*ranker with k=2, team=search$/m);
    expect(stdout).toMatch(/^Load +reader .*fresh for 1 day$/m);
  });
});

describe('component kinds that a workflow requires', () => {
  test('are reported as missing before anything runs', async () => {
    const { stderr, code } = await project.run('run-workflow workflow.ts Other');
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('Other requires a task of the kind ranker, and there is only reader.'),
    ]);
    expect(stderr).toContain('@Task({ kind: ranker.with({ … }) })');
  });
});

test('freshFor: a component run that is older is stale in clew bt and clew explain', async () => {
  const aged = makeProject({
    'workflow.ts': `
import { Task } from 'clew';
@Task({ freshFor: '1 ms' })
export class Old { run() { return 1; } }
@Task({ freshFor: '100 days' })
export class New { run() { return 1; } }
`,
  });
  const traced = async (name: string) => {
    const { nodes } = await aged.json(`run-workflow workflow.ts ${name}`);
    return nodes[0].componentRun as string;
  };
  const [old, fresh] = [await traced('Old'), await traced('New')];
  const { frames } = await aged.json(`clew bt ${old}`);
  expect(frames[0].stale).toEqual([{ kind: 'too-old', made: expect.stringMatching(/^2/), freshFor: 1 }]);
  expect((await aged.run(`clew bt ${old}`)).stdout).toMatch(/^ {4}stale it is of 2.*, and counts as fresh for 1 ms$/m);
  expect((await aged.run(`clew explain ${old}`)).stdout).toMatch(
    /^• What Old gives is meant to be used for 1 ms; this was made on /m,
  );
  expect((await aged.run(`clew show ${old}`)).stdout).toMatch(/^ *fresh for +1 ms$/m);
  expect((await aged.json(`clew bt ${fresh}`)).frames[0].stale).toEqual([]);
});

test('component kinds check registered methods with their object, and what a check logs belongs to the call', async () => {
  const script = makeProject({
    'main.js': `
import { Register, defineComponentKind, lineage } from 'clew';
const scorer = defineComponentKind('scorer', {
  checks: { after: { fits: ({ self, result }) => lineage.log('from-a-check') !== '' && result === self.scale } },
});
class Scorer {
  scale = 7;
  score() { return this.scale; }
}
const descriptor = Object.getOwnPropertyDescriptor(Scorer.prototype, 'score');
Register({ kind: scorer.with() })(Scorer.prototype, 'score', descriptor);
Object.defineProperty(Scorer.prototype, 'score', descriptor);
new Scorer().score();
`,
  });
  const { code, stderr } = await script.startFile('main.js').ended;
  expect([code, stderr]).toEqual([0, '']);
  const { frames } = await script.json('clew bt from-a-check');
  expect(frames).toMatchObject([{ component: 'Scorer.score' }]);
  expect((await script.json(`clew show ${frames[0].componentRun}`)).checks).toMatchObject([{ outcome: 'passed' }]);
});
