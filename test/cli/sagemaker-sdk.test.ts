import { describe, test } from 'vitest';
import { makeProject } from '../support/project.ts';
import { installS3Client } from '../support/sdk.ts';
import { expectMistake } from './calm.ts';

describe('SageMaker: missing SDK', () => {
  test('is reported before anything runs', async () => {
    const settings = {
      storage: { default: 's3', layers: { s3: { s3: 'models' } } },
      sagemaker: {
        role: 'arn:aws:iam::123456789012:role/clew-jobs',
        image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/clew:0.1.0',
      },
    };
    const project = makeProject({
      'workflow.ts': `import { Task } from 'clew'; @Task() export class Count { run() { return 3; } }`,
      'clew.config.ts': `export default ${JSON.stringify(settings)};`,
    });
    installS3Client(project);
    expectMistake(
      await project.run('run-workflow workflow.ts --on sagemaker'),
      "error Jobs are to run on SageMaker, but @aws-sdk/client-sagemaker and @aws-sdk/client-cloudwatch-logs can't be found.",
      'Run: npm i @aws-sdk/client-sagemaker @aws-sdk/client-cloudwatch-logs',
    );
  });
});
