import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Files, type Project, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

const example = fileURLToPath(new URL('../../examples/downtime', import.meta.url));

function filesOf(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** As docs/sagemaker.md has it, with the programs of the project in place of npx. */
async function inSandbox(project: Project): Promise<any> {
  const run = [
    process.execPath,
    project.program('run-workflow'),
    'workflow.ts',
    'Downtime',
    '--on',
    'sagemaker',
    '--json',
  ];
  const sandbox = ['clew', 'sandbox', 'aws', '--port', '0', '--data', 'bucket', '--', ...run];
  const { stdout, stderr } = await project.run(sandbox, { patience: 100_000 });
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout);
}

const plain = ({ warnings, ...rest }: any): object => ({
  ...rest,
  warnings: warnings.map(({ machine, risk }: any) => ({ machine, risk })),
});

describe('example downtime on SageMaker', () => {
  it('runs unchanged as jobs, with the same output as on this machine', { timeout: 180_000 }, async () => {
    const project = makeProject(filesOf(example));
    installSdk(project);
    const there = await inSandbox(project);
    expect(there).toMatchObject({ status: 'succeeded', counts: { total: 35, ran: 35, failed: 0 } });
    const { frames } = await project.json(`clew bt ${there.output.warnings[0].id}`);
    expect(frames).toHaveLength(34);
    for (const { component, job } of frames) {
      expect(job).toMatch(new RegExp(`^clew-${component.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase()}-`));
    }
    expect(new Set(frames.map(({ job }: any) => job)).size).toBe(34);
    const { stdout } = await project.run(`clew bt ${there.output.warnings[0].id} --limit 2`);
    expect(stdout).toContain(`    job ${frames[0].job}\n`);

    const again = await inSandbox(project);
    expect(again.counts).toMatchObject({ ran: 0, cached: 35 });

    const here = await makeProject(filesOf(example)).json('run-workflow workflow.ts Downtime');
    expect(plain(there.output)).toEqual(plain(here.output));
  });
});
