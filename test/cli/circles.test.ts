import { describe, expect, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { expectMistake, expectNoStack } from './calm.ts';

describe('cycles', () => {
  test('names modules that import each other in a cycle', async () => {
    const { run } = makeProject({
      'load.ts':
        "import { From, Task } from 'clew';\nimport { Train } from './train.ts';\n@Task() export class Load { @From(Train) train!: unknown; run() { return 1; } }",
      'train.ts':
        "import { From, Task } from 'clew';\nimport './between.ts';\nimport { Load } from './load.ts';\n@Task() export class Train { @From(Load) load!: unknown; run() { return 1; } }",
      'between.ts': 'export const nothing = 0;',
    });
    const ran = await run('run-workflow load.ts Load');
    expect(ran.stderr).toMatch(
      /^error train\.ts:4 needs Load before it is there: train\.ts → load\.ts → train\.ts import each other in a circle\.\n/,
    );
    expect(ran.stderr).toContain('  > 4 | @Task() export class Train { @From(Load) load!: unknown;');
    expect(ran.stderr).toMatch(
      /Move what both of them need into a module of its own, or let only one of them import the other\.\n$/,
    );
    expectNoStack(ran.stderr);
    expect(ran.code).toBe(2);
  });

  test('reports a class that is used above its declaration', async () => {
    const { run } = makeProject({
      'workflow.ts':
        "import { From, Task } from 'clew';\n@Task() export class Train { @From(Load) load!: unknown; run() { return 1; } }\n@Task() export class Load { run() { return 1; } }",
    });
    const ran = await run('run-workflow workflow.ts Train');
    expect(ran.stderr).toMatch(/^error workflow\.ts:2 uses Load before it is declared\.\n/);
    expect(ran.stderr).toMatch(/Move the declaration of Load above that line\.\n$/);
    expectNoStack(ran.stderr);
    expect(ran.code).toBe(2);
  });

  test('refuses a task that asks for itself with the same parameters', async () => {
    const { run } = makeProject({
      'workflow.ts': `import { FromIf, Param, Task } from 'clew';
@Task() export class Step { @Param() n = 1; @FromIf(Step, () => true, (self: Step) => ({ n: self.n })) before?: number; run() { return 1; } }`,
    });
    expectMistake(
      await run('run-workflow workflow.ts Step --n 3'),
      'error These tasks wait for each other: Step(n=3) → Step(n=3).',
      'Take one of these inputs away, or ask for it with other parameters.',
    );
  });

  test('refuses a task that asks for itself without end', async () => {
    const { run } = makeProject({
      'workflow.ts': `import { FromIf, Param, Task } from 'clew';
@Task() export class Step { @Param() n = 1; @FromIf(Step, () => true, (self: Step) => ({ n: self.n + 1 })) before?: number; run() { return 1; } }`,
    });
    const ran = await run('run-workflow workflow.ts Step');
    expectNoStack(ran.stderr);
    expect(ran.stderr).toMatch(
      /^error The plan has grown past 250,000 levels, last at Step → Step → .* → Step\.\nA task that asks for itself needs a @FromIf that ends it/,
    );
    expect(ran.code).toBe(2);
  });

  test('fails the run when tasks come to wait for each other at run time, and keeps the results so far', async () => {
    const project = makeProject({
      'workflow.ts': `import { appendFileSync } from 'node:fs';
import { From, FromIf, Param, Task } from 'clew';
@Task() export class Seed { run() { appendFileSync('ran.txt', 'Seed\\n'); return true; } }
@Task() export class Ping {
  @Param() n = 1;
  @From(Seed) seed!: boolean;
  @FromIf(Ping, (self: Ping) => self.seed, (self: Ping) => ({ n: (self.n % 2) + 1 })) other?: unknown;
  run() { return 1; }
}`,
    });
    const ran = await project.run('run-workflow workflow.ts Ping');
    expectNoStack(ran.stdout + ran.stderr);
    expect(ran.stdout).toContain('These tasks wait for each other: Ping(n=2) → Ping → Ping(n=2).');
    expect(ran.stdout).toContain('Take one of these inputs away, or ask for it with other parameters.');
    expect(ran.code).toBe(1);
    // What ran before is kept.
    const again = await project.json('run-workflow workflow.ts Ping');
    expect(again.nodes.find(({ task }: { task: string }) => task === 'Seed').status).toBe('cached');
    expect(project.lines('ran.txt')).toEqual(['Seed']);
  });
});
