import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Shop, openShop } from '../support/shop.ts';

const command = 'run-workflow workflow.ts Total --on sagemaker';

const states = ({ aws }: Shop): string[] => aws.sagemaker.jobs.map(({ status }) => status);
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await wait(20);
};

describe('clew jobs', () => {
  it('lists the jobs on SageMaker with state, cost and logs', { timeout: 60_000 }, async () => {
    const shop = await openShop();
    const { project, env } = shop;
    expect(await project.run('clew jobs', { env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No run has started a job on SageMaker yet.'),
    });
    const before = await project.run(`${command} --dry-run`, { env });
    expect(before.stdout).toContain('On SageMaker: 2 jobs, 2 on ml.m5.large. No earlier jobs to go by.');
    const { nodes, output, jobs: own } = await project.json(command, { env });
    expect(output).toBe(10);
    expect(own.map(({ state, kind }: any) => [state, kind])).toEqual([
      ['completed', 'processing'],
      ['completed', 'processing'],
    ]);
    const more = await project.json(`${command} --parts 5 --dry-run`, { env });
    expect(more.sagemaker).toMatchObject([{ instance: 'ml.m5.large', jobs: 3, unknown: 0, price: expect.any(Number) }]);
    const next = await project.run(`${command} --parts 3`, { env });
    expect(next.stdout).toMatch(/\n1 job on SageMaker, .* billable, about \$0\.\d+\n/);
    const { jobs, sums } = await project.json('clew jobs', { env });
    expect(jobs).toHaveLength(3);
    expect(jobs[0]).toMatchObject({
      name: expect.stringMatching(/^clew-count-[0-9a-f]{20}$/),
      state: 'completed',
      driver: 'gone',
      settled: true,
      instance: 'ml.m5.large',
    });
    expect(sums).toMatchObject([{ instance: 'ml.m5.large', jobs: 3 }]);
    const { stdout } = await project.run('clew jobs', { env });
    expect(stdout).toMatch(/completed {2}Count\(part=[012]\) .* on ml\.m5\.large, about \$0/);
    expect(stdout).toMatch(/\n3 jobs, .* billable, about \$0/);
    const { componentRun } = nodes.find(({ node }: { node: string }) => node === 'Count(part=1)');
    const shown = await project.run(`clew show ${componentRun}`, { env });
    expect(shown.stdout).toMatch(/job +clew-count-[0-9a-f]{20} .*ml\.m5\.large/);
    const logs = await project.run(`clew logs ${componentRun}`, { env });
    expect(logs.stdout).toContain('info  counting part 1\n');
    expect(logs.stdout).toContain('printed by part 1\n');
    expect(logs.stdout).not.toContain('part 0');
    const target = nodes.find(({ node }: { node: string }) => node.startsWith('Total')).componentRun;
    expect(await project.run(`clew logs ${target}`, { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('had no job on SageMaker: it ran in the process of its run.'),
    });
  });

  it('a run repeated after a kill finds the jobs again, and each job runs once', { timeout: 60_000 }, async () => {
    const shop = await openShop();
    const { project, env, hold } = shop;
    writeFileSync(hold, '');
    const run = project.start(command, { env });
    await until(() => shop.aws.sagemaker.jobs.filter(({ starts }) => starts === 1).length === 2);
    run.child.kill('SIGKILL');
    await run.ended;
    const listed = await project.run('clew jobs --open', { env });
    expect(listed.stdout.match(/orphan/g)).toHaveLength(2);
    const again = project.start(command, { env });
    await until(
      () => shop.aws.sagemaker.requests.filter(({ operation }) => operation === 'DescribeProcessingJob').length > 1,
    );
    rmSync(hold);
    expect(await again.ended).toMatchObject({ code: 0 });
    expect(shop.aws.sagemaker.jobs.map(({ status, starts }) => [status, starts])).toEqual([
      ['Completed', 1],
      ['Completed', 1],
    ]);
    expect((await project.run('clew jobs --open', { env })).stdout).toContain('No job is under way.');
  });

  it('clew jobs clean stops orphaned jobs, and --dry-run does not', { timeout: 60_000 }, async () => {
    const shop = await openShop();
    const { project, env, hold } = shop;
    writeFileSync(hold, '');
    const run = project.start(command, { env });
    await until(() => shop.aws.sagemaker.jobs.filter(({ starts }) => starts === 1).length === 2);
    const none = await project.run('clew jobs clean', { env });
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('There is nothing to clean') });
    run.child.kill('SIGKILL');
    await run.ended;
    const would = await project.run('clew jobs clean --dry-run', { env });
    expect(would.stdout).toContain('2 would be stopped and forgotten. Nothing was done.');
    expect(states(shop)).toEqual(['InProgress', 'InProgress']);
    const cleaned = await project.run('clew jobs clean', { env });
    expect(cleaned).toMatchObject({ code: 0, stdout: expect.stringContaining('2 stopped and forgotten') });
    expect(states(shop)).toEqual(['Stopped', 'Stopped']);
    expect((await project.json('clew jobs --open', { env })).jobs).toEqual([]);
    expect(await project.run('clew jobs clear', { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Did you mean'),
    });
  });

  it('a run that exceeds its --timeout stops its jobs before the command ends', { timeout: 60_000 }, async () => {
    const shop = await openShop();
    writeFileSync(shop.hold, '');
    const { code, stdout } = await shop.project.run(`${command} --timeout 3s`, { env: shop.env });
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('Total failed') });
    expect(states(shop).filter((status) => status !== 'Stopped')).toEqual([]);
  });

  it('Ctrl-C stops the jobs before the command ends', { timeout: 60_000 }, async () => {
    const shop = await openShop();
    const { project, env, hold } = shop;
    writeFileSync(hold, '');
    const run = project.start(command, { env });
    await until(() => shop.aws.sagemaker.jobs.filter(({ starts }) => starts === 1).length === 2);
    run.child.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 130 });
    expect(states(shop)).toEqual(['Stopped', 'Stopped']);
    rmSync(hold);
    expect(await project.json(command, { env })).toMatchObject({ status: 'succeeded', output: 10 });
  });
});
