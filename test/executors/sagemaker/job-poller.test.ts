import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { JobGlance, JobView } from '../../../src/executors/sagemaker/job-states.ts';
import { JobPoller } from '../../../src/executors/sagemaker/job-poller.ts';

const view = (name: string, status: JobView['status']): JobView => ({
  name,
  kind: 'processing',
  status,
  detail: null,
  createdAt: 0,
  startedAt: 0,
  endedAt: null,
  billable: null,
  maxRuntime: null,
  reason: null,
  exitMessage: null,
});
const glance = (name: string, status: JobGlance['status'], modifiedAt = 0): JobGlance => ({ name, status, modifiedAt });

type Page = { readonly jobs: readonly JobGlance[]; readonly next: string | undefined };

/** What SageMaker would answer, list by list. */
function service(
  pages: (list: number, token: string | undefined) => Page,
  views: (name: string) => JobView | undefined,
) {
  const asked = { lists: 0, describes: [] as string[], since: [] as number[] };
  return {
    asked,
    list: async (_: string, since: Date, token: string | undefined) => {
      asked.lists += 1;
      asked.since.push(since.getTime());
      return pages(asked.lists, token);
    },
    describe: async (_: string, name: string) => {
      asked.describes.push(name);
      return views(name);
    },
  };
}

const page = (...jobs: JobGlance[]): Page => ({ jobs, next: undefined });

describe('SageMaker executor: job poller', () => {
  it('finds ended jobs by one list request, and describes each of them once', async () => {
    const ended = ['a', 'b', 'c'].map((name) => glance(name, 'completed'));
    const over = service(
      () => page(...ended, glance('of somebody else', 'failed')),
      (name) => view(name, 'completed'),
    );
    const sweep = new JobPoller(over, 5);
    const views = await Promise.all(['a', 'b', 'c'].map((name) => sweep.follow('processing', name)));
    expect(views.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(over.asked).toMatchObject({ lists: 1, describes: ['a', 'b', 'c'] });
    // Without jobs there is nothing to do.
    await wait(50);
    expect(over.asked.lists).toBe(1);
  });

  it('is not misled by stale, repeated or unordered entries', async () => {
    let looks = 0;
    const over = service(
      (list) => page(glance('a', list % 2 ? 'completed' : 'running'), glance('a', 'completed'), glance('b', 'running')),
      (name) => view(name, (looks += 1) < 3 ? 'running' : 'completed'),
    );
    const sweep = new JobPoller(over, 5);
    expect(await sweep.follow('processing', 'a')).toMatchObject({ name: 'a', status: 'completed' });
    expect(over.asked.describes).toEqual(['a', 'a', 'a']);
  });

  it('follows pages to the last one, also empty ones, but not forever', async () => {
    const over = service(
      (_, token) =>
        token === undefined
          ? { jobs: [], next: '1' }
          : token === '1'
            ? { jobs: [], next: '2' }
            : { jobs: [glance('a', 'failed')], next: '2' },
      (name) => view(name, 'failed'),
    );
    expect(await new JobPoller(over, 5).follow('processing', 'a')).toMatchObject({ status: 'failed' });
    expect(over.asked.lists).toBe(3);
  });

  it('describes a job that no list shows after a while', async () => {
    const seen: string[] = [];
    let looks = 0;
    const over = service(
      () => page(),
      (name) => view(name, (looks += 1) < 2 ? 'running' : 'stopped'),
    );
    const ended = await new JobPoller(over, 1).follow('processing', 'a', ({ status }) => seen.push(status));
    expect(ended.status).toBe('stopped');
    expect(seen).toEqual(['running']);
    expect(over.asked.lists).toBe(40);
  });

  it('lists only what changed since the latest change, with some overlap', async () => {
    const now = Date.now() + 3_600_000;
    const over = service(
      (list) => page(glance('other', 'completed', now), ...(list > 2 ? [glance('a', 'completed', now)] : [])),
      (name) => view(name, 'completed'),
    );
    await new JobPoller(over, 1).follow('processing', 'a');
    expect(over.asked.since[0]).toBeLessThan(Date.now());
    expect(over.asked.since.slice(1)).toEqual([now - 120_000, now - 120_000]);
  });

  it('reports a job that has vanished and an error that waiting does not fix, while others go on', async () => {
    const gone = service(
      () => page(glance('a', 'completed')),
      () => undefined,
    );
    await expect(new JobPoller(gone, 1).follow('processing', 'a')).rejects.toMatchObject({
      code: 'SAGEMAKER_JOB_VANISHED',
    });
    expect(gone.asked.describes).toHaveLength(3);

    const forbidden = service(
      () => {
        throw new UserError('SAGEMAKER_ACCESS_DENIED', 'no');
      },
      (name) => view(name, 'completed'),
    );
    await expect(new JobPoller(forbidden, 1).follow('processing', 'a')).rejects.toThrow('no');

    const flaky = service(
      (list) => {
        if (list < 4) throw new Error('away');
        return page(glance('a', 'completed'));
      },
      (name) => view(name, 'completed'),
    );
    expect(await new JobPoller(flaky, 1).follow('processing', 'a')).toMatchObject({ status: 'completed' });
  });

  it('does not delay other jobs for a slow description, nor ask for it twice', async () => {
    const slow = Promise.withResolvers<JobView>();
    let asked = 0;
    const over = {
      list: async () => page(glance('a', 'completed'), glance('b', 'completed')),
      describe: (_: string, name: string) => {
        if (name === 'b') return Promise.resolve(view('b', 'completed'));
        asked += 1;
        return slow.promise;
      },
    };
    const sweep = new JobPoller(over, 1);
    const a = sweep.follow('processing', 'a');
    expect(await sweep.follow('processing', 'b')).toMatchObject({ name: 'b' });
    expect(await sweep.follow('processing', 'b')).toMatchObject({ name: 'b' });
    slow.resolve(view('a', 'completed'));
    expect(await a).toMatchObject({ name: 'a' });
    expect(asked).toBe(1);
  });
});
