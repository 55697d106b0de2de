import {
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateProcessingJobCommand, CreateTrainingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSageMaker } from '../../../src/testing/index.ts';
import { clientOf, ended, images, logsOf, processing, training } from './help.ts';

const counts = `for (let i = 0; i < 25; i++) console.log('line ' + i + '\\n');
console.error('and a last one, without an end');
process.stdout.write('half');`;
const sagemaker = await startSageMaker({ images: images({ counts, says: 'console.log("epoch 1 loss 0.5")' }) });
describe('CloudWatch Logs emulator', () => {
  afterAll(() => sagemaker.close());
  const client = logsOf(sagemaker);
  const logGroupName = '/aws/sagemaker/ProcessingJobs';
  let logStreamName: string;

  const streams = async (prefix: string, group = logGroupName): Promise<(string | undefined)[]> => {
    const asked = { logGroupName: group, logStreamNamePrefix: prefix };
    return (await client.send(new DescribeLogStreamsCommand(asked))).logStreams!.map((stream) => stream.logStreamName);
  };
  const get = async (asked: Partial<GetLogEventsCommandInput> = {}) =>
    await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, ...asked }));

  beforeAll(async () => {
    const jobs = clientOf(sagemaker);
    for (const name of ['one', 'two']) await jobs.send(new CreateProcessingJobCommand(processing(name, 'counts')));
    await jobs.send(new CreateTrainingJobCommand(training('fit', 'says')));
    await ended(jobs, 'processing', 'one');
    await ended(jobs, 'processing', 'two');
    await ended(jobs, 'training', 'fit');
    [logStreamName] = (await streams('one/')) as [string];
  });

  it('has a stream for each container, named after its job', async () => {
    expect(await streams('one/')).toEqual([expect.stringMatching(/^one\/algo-1-\d+$/)]);
    expect(await streams('fit/', '/aws/sagemaker/TrainingJobs')).toEqual([expect.stringMatching(/^fit\/algo-1-\d+$/)]);
    const pages = await client.send(new DescribeLogStreamsCommand({ logGroupName, limit: 1, descending: true }));
    expect(pages.logStreams).toMatchObject([{ logStreamName: expect.stringMatching(/^two\//) as string }]);
    const { nextToken } = pages;
    const rest = await client.send(
      new DescribeLogStreamsCommand({ logGroupName, limit: 1, descending: true, nextToken }),
    );
    expect([rest.logStreams!.map((stream) => stream.logStreamName), rest.nextToken]).toEqual([
      [logStreamName],
      undefined,
    ]);
  });

  it('reads forwards from the head, and repeats the token at the end', async () => {
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await get({ startFromHead: true, limit: 10, nextToken });
      seen.push(...page.events!.map(({ message }) => message));
      if (page.nextForwardToken === nextToken) break;
      nextToken = page.nextForwardToken;
    }
    expect(seen).toHaveLength(27);
    expect(seen.filter((line) => line!.startsWith('line'))).toEqual(Array.from({ length: 25 }, (_, i) => `line ${i}`));
    expect(seen).toEqual(expect.arrayContaining(['and a last one, without an end', 'half']));
  });

  it('reads the last lines by default, and backwards from there', async () => {
    const last = await get({ limit: 3 });
    const before = await get({ limit: 3, nextToken: last.nextBackwardToken });
    const all = (await get({ startFromHead: true })).events!.map(({ message }) => message);
    expect(last.events!.map(({ message }) => message)).toEqual(all.slice(-3));
    expect(before.events!.map(({ message }) => message)).toEqual(all.slice(-6, -3));
    // And forwards again, to where one was.
    const again = await get({ nextToken: before.nextForwardToken });
    expect(again.events!.map(({ message }) => message)).toEqual(all.slice(-3));
  });

  it('limits events by time', async () => {
    const { events } = await get({ startFromHead: true });
    const [first] = events!;
    expect((await get({ endTime: first!.timestamp! })).events).toEqual([]);
    expect((await get({ startTime: first!.timestamp! })).events).toHaveLength(27);
  });

  it('filters events of several streams by time and words, in pages', async () => {
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    sagemaker.faults = [{ kind: 'empty-page', at: 1 }];
    const sizes: number[] = [];
    do {
      const page = await client.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: '"line 1"', limit: 15, nextToken }),
      );
      sizes.push(page.events!.length);
      seen.push(...page.events!.map(({ logStreamName: name, message }) => `${name!.split('/')[0]} ${message}`));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    const expected = ['one', 'two'].flatMap((job) =>
      [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((i) => `${job} line ${i}`),
    );
    expect(seen.toSorted()).toEqual(expected.toSorted());
    expect(sizes).toEqual([15, 0, 7]);
    const only = await client.send(
      new FilterLogEventsCommand({ logGroupName, logStreamNamePrefix: 'two/', limit: 100 }),
    );
    expect(only.events).toHaveLength(27);
  });

  it("refuses what is missing or invalid with Amazon's codes", async () => {
    const refused = async (asked: Promise<unknown>): Promise<string> => {
      const [{ status, ...settled }] = await Promise.allSettled([asked]);
      const { name, message } = status === 'rejected' ? (settled as { reason: Error }).reason : new Error('accepted');
      return `${name}: ${message}`;
    };
    expect(await refused(get({ logGroupName: 'none' }))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
    expect(await refused(get({ logStreamName: 'none' }))).toBe(
      'ResourceNotFoundException: The specified log stream does not exist.',
    );
    expect(await refused(get({ nextToken: 'f/none' }))).toBe(
      'InvalidParameterException: The specified nextToken is invalid.',
    );
    expect(await refused(get({ limit: 10_001 }))).toContain(
      "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit'",
    );
    expect(
      await refused(client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.level = "error" }' }))),
    ).toBe('InvalidParameterException: This server knows patterns of plain words alone.');
  });
});
