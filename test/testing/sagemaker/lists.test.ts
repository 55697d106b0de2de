import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateProcessingJobCommand,
  CreateTrainingJobCommand,
  ListProcessingJobsCommand,
  type ListProcessingJobsCommandInput,
  ListTrainingJobsCommand,
  StopProcessingJobCommand,
  paginateListProcessingJobs,
} from '@aws-sdk/client-sagemaker';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSageMaker } from '../../../src/testing/index.ts';
import { clientOf, ended, processing, training } from './help.ts';

const sagemaker = await startSageMaker({ pace: 1 });
describe('SageMaker emulator: lists', () => {
  afterAll(() => sagemaker.close());
  const client = clientOf(sagemaker);
  const names = ['run-1-fit', 'run-1-test', 'run-2-fit', 'RUN-3-fit', 'other'];
  let middle: Date;

  beforeAll(async () => {
    for (const name of names) {
      // Two jobs of one millisecond would be in no order of time.
      await wait(5);
      await client.send(new CreateProcessingJobCommand(processing(name)));
      if (name === 'run-1-test') middle = new Date(Date.now() + 1);
    }
    await client.send(new StopProcessingJobCommand({ ProcessingJobName: 'run-1-fit' }));
    await ended(client, 'processing', 'run-1-fit');
  });

  const list = async (asked: ListProcessingJobsCommandInput): Promise<(string | undefined)[]> =>
    (await client.send(new ListProcessingJobsCommand(asked))).ProcessingJobSummaries!.map(
      ({ ProcessingJobName }) => ProcessingJobName,
    );

  it.each<[what: string, asked: () => ListProcessingJobsCommandInput, names: readonly string[]]>([
    ['all, by time', () => ({}), names],
    ['backwards', () => ({ SortOrder: 'Descending' }), names.toReversed()],
    ['by name', () => ({ SortBy: 'Name' }), names.toSorted()],
    ['by status', () => ({ SortBy: 'Status', SortOrder: 'Descending', MaxResults: 1 }), ['run-1-fit']],
    ['some names, whatever their case', () => ({ NameContains: 'run' }), names.slice(0, 4)],
    ['a status', () => ({ StatusEquals: 'Stopped' }), ['run-1-fit']],
    ['later ones', () => ({ CreationTimeAfter: middle }), names.slice(2)],
    ['earlier ones', () => ({ CreationTimeBefore: middle }), names.slice(0, 2)],
    [
      'jobs changed since a time',
      () => ({ LastModifiedTimeAfter: middle, MaxResults: 100 }),
      ['run-1-fit', ...names.slice(2)],
    ],
    ['jobs not changed since a time', () => ({ LastModifiedTimeBefore: middle }), ['run-1-test']],
  ])('return %s', async (_, asked, expected) => {
    expect(await list(asked())).toEqual(expected);
  });

  it('in pages of any size hold every job once, in order', async () => {
    const order = fc.constantFrom('Ascending', 'Descending');
    const by = fc.constantFrom('Name', 'CreationTime', 'Status');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), order, by, async (pageSize, SortOrder, SortBy) => {
        const seen: (string | undefined)[] = [];
        for await (const page of paginateListProcessingJobs({ client, pageSize }, { SortOrder, SortBy })) {
          expect(page.ProcessingJobSummaries!.length).toBeLessThanOrEqual(pageSize);
          seen.push(...page.ProcessingJobSummaries!.map(({ ProcessingJobName }) => ProcessingJobName));
        }
        expect(seen).toEqual(await list({ SortOrder, SortBy, MaxResults: 100 }));
      }),
      { numRuns: 20 },
    );
  });

  it('are not shifted by jobs that are created between pages', async () => {
    await using server = await startSageMaker({ pace: 1 });
    const asking = clientOf(server);
    for (const name of ['b', 'd']) await asking.send(new CreateProcessingJobCommand(processing(name)));
    const asked = { SortBy: 'Name', MaxResults: 1 } as const;
    const { NextToken } = await asking.send(new ListProcessingJobsCommand(asked));
    await asking.send(new CreateProcessingJobCommand(processing('a')));
    const { ProcessingJobSummaries } = await asking.send(new ListProcessingJobsCommand({ ...asked, NextToken }));
    expect(ProcessingJobSummaries).toMatchObject([{ ProcessingJobName: 'd', ProcessingJobStatus: 'InProgress' }]);
  });

  it('accept a token only for the list that it comes from', async () => {
    const { NextToken } = await client.send(new ListProcessingJobsCommand({ MaxResults: 1 }));
    const invalid = { name: 'ValidationException', message: 'The token provided is not valid for this list.' };
    for (const asked of [{ NextToken, SortBy: 'Name' }, { NextToken: 'bm9uZQ' }] as const) {
      await expect(client.send(new ListProcessingJobsCommand(asked))).rejects.toMatchObject(invalid);
    }
    await expect(client.send(new ListProcessingJobsCommand({ MaxResults: 101 }))).rejects.toThrow(
      "Value '101' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100",
    );
  });

  it('of training jobs are separate', async () => {
    await client.send(new CreateTrainingJobCommand(training('fit')));
    const { TrainingJobSummaries } = await client.send(new ListTrainingJobsCommand({}));
    expect(TrainingJobSummaries).toMatchObject([
      { TrainingJobName: 'fit', TrainingJobStatus: 'InProgress', SecondaryStatus: 'Starting' },
    ]);
  });
});
