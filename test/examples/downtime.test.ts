import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Files, type Project } from '../support/project.ts';

const example = fileURLToPath(new URL('../../examples/downtime', import.meta.url));

function filesOf(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

interface Node {
  readonly task: string;
  readonly status: string;
}

/** How many nodes of each task did not come from the record. */
function ranOf({ nodes }: { readonly nodes: readonly Node[] }): Record<string, number> {
  const ran = Object.groupBy(
    nodes.filter(({ status }) => status !== 'cached'),
    ({ task }) => task,
  );
  return Object.fromEntries(Object.entries(ran).map(([task, some]) => [task, some!.length]));
}

const all = { total: 35, ran: 35, cached: 0, failed: 0, skipped: 0 };

describe('example downtime', { timeout: 60_000 }, () => {
  let project: Project;
  let first: any;

  beforeAll(async () => {
    project = makeProject(filesOf(example));
    first = await project.json('run-workflow workflow.ts Downtime');
  }, 60_000);

  it('succeeds without any parameter', () => {
    expect(first).toMatchObject({ status: 'succeeded', counts: all });
    expect(ranOf(first)).toEqual({
      LoadReadings: 18,
      BuildFeatures: 1,
      SelectTrainSet: 1,
      Validate: 12,
      TrainDowntime: 1,
      PredictRisk: 1,
      Downtime: 1,
    });
  });

  it('trains a model that beats the baseline', () => {
    const { published, auc, accuracy, logLoss, baseline } = first.output;
    expect(published).toBe(true);
    expect(auc).toBeGreaterThan(0.8);
    expect(accuracy).toBeGreaterThan(baseline.accuracy);
    expect(logLoss).toBeLessThan(0.8 * baseline.logLoss);
  });

  it('gives every warning an output id that leads back to the readings', async () => {
    const { warnings } = first.output;
    expect(warnings.length).toBeGreaterThan(0);
    for (const { machine, risk, id } of warnings) {
      expect(machine).toMatch(/^M-\d\d$/);
      expect(risk).toBeGreaterThanOrEqual(0.5);
      expect(first.outputIds).toContain(id);
    }
    const { frames } = await project.json(`clew bt ${warnings[0].id}`);
    const { stdout } = await project.run(`clew bt ${warnings[0].id}`);
    expect(stdout.split('\n')[0]).toMatch(`${warnings[0].id}, machine ${warnings[0].machine}, came from`);
    const names = frames.map(({ component }: { component: string }) => component);
    expect(names[0]).toBe('PredictRisk');
    expect(new Set(names)).toEqual(
      new Set(['PredictRisk', 'TrainDowntime', 'Validate', 'SelectTrainSet', 'BuildFeatures', 'LoadReadings']),
    );
    expect(names.filter((name: string) => name === 'LoadReadings')).toHaveLength(18);
    const training = frames.find(({ component }: { component: string }) => component === 'TrainDowntime');
    expect(training.metrics).toMatchObject({ auc: first.output.auc, logLoss: first.output.logLoss });
    expect(training.outputs.map(({ name }: { name: string }) => name).toSorted()).toEqual(['output', 'weights']);
  });

  it('is cached the second time, and gives the same output ids', async () => {
    const again = await project.json('run-workflow workflow.ts Downtime');
    expect(again.counts).toEqual({ ...all, ran: 0, cached: 35 });
    expect(again.output).toEqual(first.output);
    expect(again.outputIds.toSorted()).toEqual(first.outputIds.toSorted());
  });

  it('loads one more part for a later day, and runs again what depends on it', async () => {
    const later = await project.json('run-workflow workflow.ts Downtime --day 2026-07-15');
    expect(later.status).toBe('succeeded');
    expect(ranOf(later)).toEqual({
      LoadReadings: 1,
      BuildFeatures: 1,
      SelectTrainSet: 1,
      Validate: 12,
      TrainDowntime: 1,
      PredictRisk: 1,
      Downtime: 1,
    });
  });

  it('shows with --dry-run what would run, inputs first', async () => {
    const { code, stdout } = await project.run('run-workflow workflow.ts Downtime --day 2026-07-08 --dry-run');
    expect(code).toBe(0);
    const run = [...stdout.matchAll(/^run +(\w+)\(/gm)].map((match) => match[1]!);
    const order = ['LoadReadings', 'BuildFeatures', 'SelectTrainSet', 'Validate', 'TrainDowntime', 'Downtime'];
    expect([...new Set(run)]).toEqual(order);
    expect(stdout).toContain('Downtime(day=2026-07-08): 17 to run, 18 cached. Nothing was run.');
  });

  it('runs only the prediction again for another --alarm', async () => {
    const careful = await project.json('run-workflow workflow.ts Downtime --alarm 0.2');
    expect(ranOf(careful)).toEqual({ PredictRisk: 1, Downtime: 1 });
    expect(careful.output.warnings.length).toBeGreaterThan(first.output.warnings.length);
  });

  it('publishes nothing from a model that is not good enough', async () => {
    const strict = await project.json('run-workflow workflow.ts Downtime --good-enough 0.999');
    expect(strict).toMatchObject({ status: 'succeeded', output: { published: false, warnings: [] } });
    expect(ranOf(strict)).toEqual({ Downtime: 1 });
  });

  it('says once that the bucket is a local folder', async () => {
    const { stderr } = await project.run('run-workflow workflow.ts Downtime');
    expect(stderr.split('\n').filter((line) => line.includes("storage 's3' has no bucket"))).toHaveLength(1);
  });

  it('runs only the stages that depend on an edited file', async () => {
    const edited = makeProject(filesOf(example));
    await edited.run('run-workflow workflow.ts Downtime --quiet');
    edited.write({
      'inference.ts': edited.read('inference.ts').replace('100 * prob', '10 * prob').replace('/ 100', '/ 10'),
    });
    expect(ranOf(await edited.json('run-workflow workflow.ts Downtime'))).toEqual({ PredictRisk: 1, Downtime: 1 });
  });

  it('names what is missing when there is too little history', async () => {
    const { code, stdout } = await project.run('run-workflow workflow.ts Downtime --day 2025-04-01');
    expect(code).toBe(1);
    expect(stdout).toContain('SelectTrainSet(day=2025-04-01, horizon=30) failed');
    expect(stdout).toMatch(
      /0 of the \d+ rows known by 2024-\d\d-\d\d end in a stand-still; take a day with more history/,
    );
  });
});
