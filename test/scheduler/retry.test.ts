import { describe, expect, it } from 'vitest';
import { BytesMissing, PermanentError, StorageLayer, Task, TaskContext, UserError } from '../../src/index.ts';
import { count, counts, scratch } from '../project/scratch.ts';

class NotOurs extends PermanentError {}
class Busy extends Error {}

/** What the task throws; each test says. */
let thrown: () => unknown = () => new Error('nobody said what');
let on: (error: unknown) => boolean = () => true;

@Task({ retries: { times: 2, backoff: '1 ms' } })
class Tries {
  run(): void {
    count('Tries');
    throw thrown();
  }
}

@Task({ retries: { times: 2, backoff: '1 ms', on: (error) => on(error) } })
class Chooses {
  run(): void {
    count('Chooses');
    throw thrown();
  }
}

describe('retries by kind of error', () => {
  it.each([
    ['an error', 3, () => new Error('busy')],
    ['anything else', 3, () => 'busy'],
    ['a fault of the storage', 3, () => new BytesMissing('there')],
    ['a PermanentError', 1, () => new PermanentError('the bucket is not ours', { cause: new Error('403') })],
    ['a class derived from PermanentError', 1, () => new NotOurs('the bucket is not ours')],
    ['a UserError', 1, () => new UserError('NO_KEY', 'There is no key.')],
  ])('%s is tried %d times', async (_, times, make) => {
    thrown = make;
    const of = counts();
    const { report } = await (await scratch()).failing(Tries);
    expect(of('Tries')).toBe(times);
    expect(report.nodes[0]).toMatchObject({ status: 'failed', attempts: times });
  });

  it('a PermanentError is not retried, and keeps its cause, its line and the reason', async () => {
    thrown = () => new NotOurs('the bucket is not ours', { cause: new Error('403') });
    counts();
    const { report } = await (await scratch()).failing(Tries);
    expect(report.nodes[0]!.error).toMatchObject({
      name: 'NotOurs',
      message: 'the bucket is not ours; because 403',
      code: null,
      next: 'It was not tried again: the error is permanent.',
      at: { file: expect.stringContaining('retry.test.ts') },
      stack: expect.stringContaining('NotOurs'),
    });
  });

  @Task({ retries: { times: 5, backoff: '1 ms' } })
  class Unkeepable {
    run(): unknown {
      return { predict: () => 1 };
    }
  }
  @Task({ retries: { times: 5, backoff: '1 ms' } })
  class Misnamed {
    constructor(private readonly storage: StorageLayer) {}
    run(): unknown {
      return this.storage.store('../up', 1);
    }
  }
  it.each([
    ['a value that cannot be stored', Unkeepable],
    ['an invalid artifact name', Misnamed],
  ])('%s is not retried', async (_, Mistaken) => {
    const { report } = await (await scratch()).failing(Mistaken);
    expect(report.nodes[0]).toMatchObject({ attempts: 1 });
    expect(report.nodes[0]!.error!.next).toMatch(/It was not tried again: the same would happen again\.$/);
  });

  it('retries.on gets the thrown error itself, and decides', async () => {
    const seen: unknown[] = [];
    const errors = [new Busy('one'), new Busy('two'), new Error('another kind')];
    thrown = () => errors[count('thrown') - 1];
    on = (error) => {
      seen.push(error);
      return error instanceof Busy;
    };
    const of = counts();
    const project = await scratch();
    await project.failing(Chooses);
    expect(of('Chooses')).toBe(3);
    // Nothing is asked about the last attempt.
    expect(seen).toEqual(errors.slice(0, 2));

    counts();
    errors.splice(0, 1, new Error('of no use'));
    const { report } = await project.failing(Chooses);
    expect(report.nodes[0]).toMatchObject({
      attempts: 1,
      error: { message: 'of no use', next: 'It was not tried again: retry.on refused it.' },
    });
  });

  it('retries.on is not asked about a PermanentError', async () => {
    thrown = () => new PermanentError('for good');
    on = () => {
      throw new Error('asked');
    };
    counts();
    const { report } = await (await scratch()).failing(Chooses);
    expect(report.nodes[0]!.error!.next).toBe('It was not tried again: the error is permanent.');
  });

  it.each<[string, () => unknown, string]>([
    ['throws', () => (undefined as unknown as { code: string }).code, 'retry.on threw TypeError: Cannot read'],
    ['gives a promise', async () => true, 'retry.on gave a promise instead of true or false.'],
    ['gives nothing', () => undefined, 'retry.on gave undefined instead of true or false.'],
  ])('retries.on that %s counts as no, and the error says so', async (_, answer, why) => {
    thrown = () => new Error('busy');
    on = answer as () => boolean;
    const of = counts();
    const { report } = await (await scratch()).failing(Chooses);
    expect(of('Chooses')).toBe(1);
    expect(report.nodes[0]!.error).toMatchObject({ message: 'busy' });
    expect(report.nodes[0]!.error!.next).toContain(`It was not tried again: ${why}`);
  });

  it('retries.on decides about a timeout too', async () => {
    @Task({ timeout: '20 ms', retries: { times: 3, backoff: '1 ms', on: (error) => on(error) } })
    class Slow {
      constructor(private readonly context: TaskContext) {}
      run(): Promise<void> {
        count('Slow');
        return new Promise((resolve) => this.context.signal.addEventListener('abort', () => resolve()));
      }
    }
    on = (error) => (error as { code?: string }).code !== 'TIMED_OUT';
    const of = counts();
    const { report } = await (await scratch()).failing(Slow);
    expect(of('Slow')).toBe(1);
    expect(report.nodes[0]!.error).toMatchObject({ code: 'TIMED_OUT' });
  });

  it('each attempt is recorded with its own error, and with the error of the attempt before', async () => {
    const texts = ['no route to host\nat all', 'x'.repeat(300), 'refused'];
    thrown = () => new Error(texts[count('thrown') - 1]);
    counts();
    const project = await scratch();
    const { run } = await project.failing(Tries);
    const { nodes } = await project.ask((record) => record.run(run));
    expect(nodes.map(({ reason, error }) => [reason, error!.message])).toEqual([
      ['never ran before', texts[0]],
      ['attempt 1 failed: no route to host', texts[1]],
      [`attempt 2 failed: ${'x'.repeat(200)}…`, texts[2]],
    ]);
  });
});
