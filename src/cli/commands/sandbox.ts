import { defineCommand } from '../command.ts';

export const sandboxCommand = defineCommand({
  name: 'sandbox',
  description:
    'Runs S3, or S3 with SageMaker and CloudWatch Logs, on this machine until Ctrl-C, to develop without Amazon. Nobody else can reach it.',
  args: [],
  flags: [],
  commands: {
    s3: { summary: 'S3 alone', load: async () => (await import('./sandbox/s3.ts')).s3Command },
    aws: {
      summary: 'S3, SageMaker and CloudWatch Logs',
      load: async () => (await import('./sandbox/aws.ts')).awsCommand,
    },
  },
  examples: [
    'clew sandbox s3 --bucket models --data .clew/sandbox',
    'clew sandbox s3 --fault throttle=5% --fault UploadPart:cut-after=1% --fault slow=100ms',
    'clew sandbox aws -- npx run-workflow workflow.ts Nightly --on sagemaker     with all that it needs; ends with it',
    'clew sandbox aws --quota ml.g5.xlarge=2 --rate CreateProcessingJob=2 --fault capacity=10%',
  ],
});
