import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RateLimiter } from '../../../src/executors/sagemaker/rate-limiter.ts';
import type { SageMakerSettings } from '../../../src/executors/sagemaker/settings.ts';
import { share } from '../../../src/executors/sagemaker/shared-state.ts';

const fast = { create: 1000, describe: 1000 };
const create = { name: 'CreateProcessingJob', rate: 'create' } as const;
const describeJob = { name: 'DescribeProcessingJob', rate: 'describe' } as const;
const refused = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

/** Reservations as a record gives them, seen. */
function slots(waits: readonly number[] = []) {
  const asked: [string, number][] = [];
  return {
    asked,
    slot: async (gate: string, interval: number): Promise<number> => {
      asked.push([gate, interval]);
      return waits[asked.length - 1] ?? 0;
    },
  };
}

describe('SageMaker executor: rate limiter', () => {
  it('waits for the slots of each action, by account and region', async () => {
    const jobs = slots();
    const gate = new RateLimiter({ place: '123456789012/eu-central-1', jobs, rates: { create: 0.5 } });
    await gate.pass(create, async () => 1);
    await gate.pass(describeJob, async () => 2);
    expect(jobs.asked).toEqual([
      ['123456789012/eu-central-1 CreateProcessingJob', 2060],
      ['123456789012/eu-central-1 DescribeProcessingJob', 103],
    ]);
  });

  it('keeps the requests under way, of all actions together, below connections', async () => {
    const gate = new RateLimiter({ place: 'p', jobs: slots(), rates: fast, connections: 2 });
    let [now, most] = [0, 0];
    const ask = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await wait(5);
      now -= 1;
    };
    await Promise.all([create, describeJob, create, describeJob, create].map((action) => gate.pass(action, ask)));
    expect(most).toBe(2);
  });

  it('waits for another slot after throttling, but not after a refusal', async () => {
    const jobs = slots();
    const gate = new RateLimiter({ place: 'p', jobs, rates: fast });
    let asked = 0;
    const busy = async (): Promise<string> => {
      if ((asked += 1) < 3) throw refused('ThrottlingException');
      return 'done';
    };
    expect(await gate.pass(create, busy)).toBe('done');
    expect(jobs.asked).toHaveLength(3);
    await expect(
      gate.pass(create, async () => {
        throw refused('AccessDeniedException');
      }),
    ).rejects.toThrow('AccessDenied');
    expect(jobs.asked).toHaveLength(4);
    // Of a creation, only its maker knows what may be done after a lost answer.
    const lost = gate.pass(create, () => Promise.reject(refused('InternalFailure', 500)), { again: ['throttled'] });
    await expect(lost).rejects.toThrow('InternalFailure');
    expect(jobs.asked).toHaveLength(5);
  });

  it('does not delay others when a waiting request is cancelled', async () => {
    const gate = new RateLimiter({ place: 'p', jobs: slots([0, 60_000]), rates: fast });
    const cancel = new AbortController();
    await gate.pass(create, async () => 1);
    const waiting = gate.pass(create, async () => 2, { signal: cancel.signal });
    const behind = gate.pass(create, async () => 3);
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(await behind).toBe(3);
  });

  it('is shared with the poller by runs of one process with the same settings, as long as one of them runs', async () => {
    const settings: SageMakerSettings = { role: 'arn:aws:iam::123456789012:role/r', image: 'i', region: 'us-east-1' };
    const [one, two] = [share(settings, 'record.db', slots()), share({ ...settings }, 'record.db', slots())];
    const other = share(settings, 'other.db', slots());
    expect(two.sweep).toBe(one.sweep);
    expect(two.service).toBe(one.service);
    expect(other.sweep).not.toBe(one.sweep);
    await one.leave();
    const three = share(settings, 'record.db', slots());
    expect(three.sweep).toBe(two.sweep);
    await Promise.all([two.leave(), three.leave(), other.leave()]);
    const anew = share(settings, 'record.db', slots());
    expect(anew.sweep).not.toBe(two.sweep);
    await anew.leave();
  });
});
