import { onTestFinished } from 'vitest';
import { type AwsServers, startAws } from '../../src/testing/index.ts';
import type { SageMakerOptions } from '../../src/testing/sagemaker/sagemaker-options.ts';
import { type Files, type Project, makeProject } from './project.ts';
import { installBundler, installSdk } from './sdk.ts';

/** A small workflow: two tasks side by side that wait as long as a file is there, and one that puts them together. */
const workflow = `
import { existsSync } from 'node:fs';
import { FromEach, Param, Task, TaskContext, Workflow } from 'clew';

@Task()
export class Count {
  @Param() part!: number;
  constructor(private readonly context: TaskContext) {}
  async run() {
    this.context.logger.info('counting part ' + this.part);
    console.log('printed by part ' + this.part);
    while (existsSync(HOLD) && !this.context.signal.aborted) await new Promise((resume) => setTimeout(resume, 20));
    this.context.signal.throwIfAborted();
    return this.part * 10;
  }
}

@Workflow()
export class Total {
  @Param() parts = 2;
  @FromEach(Count, (self: Total) => Array.from({ length: self.parts }, (_, part) => ({ part }))) counts!: number[];
  run() { return this.counts.reduce((sum, one) => sum + one, 0); }
}
`;

/** A user's project that runs on SageMaker, on this machine. */
export interface Shop {
  readonly aws: AwsServers;
  readonly project: Project;
  /** For all that is started there. */
  readonly env: Readonly<Record<string, string>>;
  /** Tasks go on as long as this file is in the project's folder. */
  readonly hold: string;
}

/** Makes the settings file of a project whose tasks run on these servers. `more`: other settings of SageMaker. */
export function configOn(aws: AwsServers, bucket: string, more: object = {}): Files {
  const rates = { create: 100, describe: 100, list: 100, stop: 100, logs: 100 };
  const settings = {
    storage: { default: 's3', layers: { s3: aws.s3.settings(bucket) } },
    sagemaker: { ...aws.sagemaker.settings, sweep: '100 ms', rates, ...more },
  };
  return { 'clew.config.ts': `export default ${JSON.stringify(settings)};` };
}

export async function openShop(
  options: Omit<SageMakerOptions, 's3' | 'users' | 'region' | 'seed'> = {},
): Promise<Shop> {
  const aws = await startAws({ s3: { buckets: ['shop'] }, sagemaker: { pace: Infinity, ...options } });
  onTestFinished(() => aws.close());
  const project = makeProject(configOn(aws, 'shop'));
  const hold = project.path('hold');
  project.write({ 'workflow.ts': `const HOLD = ${JSON.stringify(hold)};\n${workflow}` });
  installSdk(project);
  installBundler(project);
  return { aws, project, env: aws.env, hold };
}
