import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startAws } from '../../src/testing/index.ts';
import { type Files, makeProject } from '../support/project.ts';
import { installSdk } from '../support/sdk.ts';

const example = fileURLToPath(new URL('../../examples/downtime', import.meta.url));

function filesOf(folder: string): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

it('the downtime example runs as jobs, unchanged, and gives what it gives here', { timeout: 120_000 }, async () => {
  const aws = await startAws({ s3: { buckets: ['plant'] } });
  onTestFinished(() => aws.close());
  const settings = {
    storage: { default: 's3', layers: { s3: aws.s3.settings('plant') } },
    sagemaker: {
      role: 'arn:aws:iam::123456789012:role/clew-jobs',
      image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/clew:0.1.0',
      endpoint: aws.sagemaker.endpoint,
      sweep: '200 ms',
      rates: { create: 100, describe: 100, list: 100 },
    },
  };
  const project = makeProject({ ...filesOf(example), 'clew.config.ts': `export default ${JSON.stringify(settings)};` });
  installSdk(project);
  const { env } = aws;
  const there = await project.json('run-workflow workflow.ts Downtime --on sagemaker', { env });
  expect(there).toMatchObject({ status: 'succeeded', counts: { total: 35, ran: 35, failed: 0 } });
  expect(aws.sagemaker.jobs.length).toBe(34);
  const again = await project.json('run-workflow workflow.ts Downtime --on sagemaker', { env });
  expect(again.counts).toMatchObject({ ran: 0, cached: 35 });

  const here = makeProject(filesOf(example));
  const { output } = await here.json('run-workflow workflow.ts Downtime');
  const plain = ({ warnings, ...rest }: any): object => ({
    ...rest,
    warnings: warnings.map(({ machine, risk }: any) => ({ machine, risk })),
  });
  expect(plain(there.output)).toEqual(plain(output));
});
