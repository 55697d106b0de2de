import { describe, expect, it } from 'vitest';
import { type JobDocument, Mailbox, addressed, readDocument } from '../../../src/executors/sagemaker/mailbox.ts';
import { readLine, writeMessage } from '../../../src/executors/sagemaker/log-protocol.ts';
import type { TaskJob, TaskResult } from '../../../src/runtime/job.ts';
import { FolderDriver } from '../../../src/storage/folder.ts';
import { MemoryDriver } from '../../../src/storage/memory.ts';
import { temporaryFolder } from '../../storage/folder.ts';

const ref = {
  id: 'art-1',
  name: 'output',
  codec: 'bytes',
  digest: 'sha256:0',
  size: 3,
  layer: 'record',
  key: null,
  inline: new Uint8Array([1, 2, 255]),
  blocks: null,
};

const job: TaskJob = {
  run: 'run-1',
  componentRun: 'cr-1',
  node: 'Train(day=1)',
  identity: 'sha256:1',
  task: { module: '/home/ana/shop/src/train.ts', name: 'Train' },
  params: '{"day":1}',
  secrets: [],
  hidden: [],
  inputs: [{ field: 'rows', mode: 'one', handle: false, sources: [{ output: ref, stored: [] }] }],
  storage: null,
  prefix: 'shop/task/Train/1',
  attempt: 1,
  timeout: null,
  outcome: undefined,
};

const result: TaskResult = {
  status: 'ran',
  output: ref,
  stored: [],
  outputIds: [{ id: 'out-1', label: null }],
  metrics: { auc: 0.5, loss: Number.NaN },
  error: null,
  retryable: false,
  damaged: null,
  startedAt: 1,
  endedAt: 2,
};

const document = (name: string): JobDocument => ({
  clew: '1.2.3',
  name,
  profile: 'prod',
  layer: 's3',
  jobs: [addressed(job, '/home/ana/shop')],
});

describe('SageMaker executor: mailbox', () => {
  it.each([
    ['a bucket in memory', async () => new MemoryDriver()],
    ['a folder', async () => new FolderDriver(await temporaryFolder())],
  ])('carries a job and its result through %s unchanged, with bytes', async (_, open) => {
    const driver = await open();
    const mailbox = new Mailbox(driver, 'clew-train-1');
    await mailbox.send(document('clew-train-1'));
    await mailbox.send(document('clew-train-1'));
    const sent = readDocument(Buffer.from(await driver.get('.jobs/clew-train-1/job/job.json')).toString(), '1.2.3');
    expect(sent).toEqual({
      ...document('clew-train-1'),
      jobs: [{ ...job, task: { name: 'Train', module: 'src/train.ts' } }],
    });
    expect(await mailbox.result(0, 'cr-1')).toBeUndefined();
    await mailbox.answer(0, sent, { ...result, status: 'cancelled' });
    // Started anew after an interruption.
    await mailbox.answer(0, sent, result);
    expect(await mailbox.result(0, 'cr-1')).toEqual(result);
    await mailbox.clear(1);
    expect(await mailbox.result(0, 'cr-1')).toBeUndefined();
  });

  it('refuses a result of another job, and one that cannot be read', async () => {
    const driver = new MemoryDriver();
    await new Mailbox(driver, 'clew-train-1').answer(0, document('clew-train-2'), result);
    await expect(new Mailbox(driver, 'clew-train-1').result(0, 'cr-1')).rejects.toMatchObject({
      code: 'MAILBOX_RESULT_REFUSED',
    });
    const mailbox = new Mailbox(driver, 'clew-train-3');
    await mailbox.answer(0, document('clew-train-3'), result);
    await expect(mailbox.result(0, 'cr-2')).rejects.toMatchObject({ code: 'MAILBOX_RESULT_REFUSED' });
    await driver.put('.jobs/clew-train-4/result-0.json', Buffer.from('<Error/>'));
    await expect(new Mailbox(driver, 'clew-train-4').result(0, 'cr-1')).rejects.toMatchObject({
      code: 'MAILBOX_UNREADABLE',
    });
  });

  it('never writes secrets to the bucket', async () => {
    const driver = new MemoryDriver();
    const open = { ...document('clew-train-1'), jobs: [{ ...job, secrets: ['token'] }] };
    await expect(new Mailbox(driver, 'clew-train-1').send(open)).rejects.toMatchObject({
      code: 'SAGEMAKER_SECRETS',
      message: 'Train(day=1) has secret parameters (token), which are not sent to SageMaker.',
    });
    await expect(driver.get('.jobs/clew-train-1/job/job.json')).rejects.toMatchObject({ code: 'BYTES_MISSING' });
  });

  it('reports an image with another version of Clew', () => {
    expect(() => readDocument('{"clew":"1.2.3","jobs":[]}', '2.0.0')).toThrow(
      'The image has Clew 2.0.0, and the job was started by Clew 1.2.3.',
    );
    expect(() => readDocument('[]', '2.0.0')).toThrow("job.json can't be read: it is not what Clew writes.");
  });

  it('names a module above the project relative to it', () => {
    const { task } = addressed({ ...job, task: { module: '/home/ana/shared/tasks.ts', name: 'T' } }, '/home/ana/shop');
    expect(task.module).toBe('../shared/tasks.ts');
  });

  it('finds the messages of a task among what it prints', () => {
    const log = { type: 'log', level: 'info', text: 'line 1\nline 2' } as const;
    expect(readLine(writeMessage(2, log))).toEqual({ job: 2, said: log });
    expect(readLine(writeMessage(0, { type: 'started' }))).toEqual({ job: 0, said: { type: 'started' } });
    for (const printed of ['epoch 1', '{"clew":1', '{"clew":1,"job":0,"type":"other"}', '{"clew":2,"job":0}'])
      expect(readLine(printed)).toEqual({ printed });
    expect(writeMessage(0, { ...log, text: 'x'.repeat(300_000) }).length).toBeLessThan(64 * 1024);
  });
});
