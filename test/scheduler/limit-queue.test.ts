import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { From, FromEach, FromIf, Param, Task, Workflow } from '../../src/index.ts';
import { RunEmitter, type RunEvents } from '../../src/scheduler/events.ts';
import { scratch, statuses } from '../project/scratch.ts';

const settings = '{ limits: { gpu: 2, licence: 1 } }';

/** What began, in order, and how many of it ran at the same time. */
let began: string[] = [];
let now = 0;
let most = 0;
let gate = Promise.withResolvers<void>();
beforeEach(() => {
  began = [];
  now = 0;
  most = 0;
  gate = Promise.withResolvers<void>();
});

/** Some turns of the event loop in which others could begin, if they may. */
async function work(name: string): Promise<void> {
  began.push(name);
  now += 1;
  most = Math.max(most, now);
  for (let turn = 0; turn < 5; turn++) await setTimeout(0);
  now -= 1;
}

@Task({ limits: 'gpu' })
class Small {
  @Param() n!: number;
  run(): Promise<void> {
    return work(`Small ${this.n}`);
  }
}

@Task({ limits: { gpu: 2 } })
class Large {
  run(): Promise<void> {
    return work('Large');
  }
}

const numbers = (from: number, to: number): { n: number }[] =>
  Array.from({ length: to - from }, (_, n) => ({ n: from + n }));

@Workflow()
class Mixed {
  @FromEach(Small, () => numbers(0, 10)) first!: void[];
  @From(Large) large!: void;
  @FromEach(Small, () => numbers(10, 20)) last!: void[];
  run(): void {}
}

@Task({ limits: 'licence' })
class Held {
  @Param() n!: number;
  run(): Promise<void> | undefined {
    began.push(`Held ${this.n}`);
    return this.n === 0 ? gate.promise : undefined;
  }
}
@Task()
class Free {
  run(): void {
    began.push('Free');
    gate.resolve();
  }
}
@Workflow()
class Crowd {
  @FromEach(Held, () => numbers(0, 1500)) held!: void[];
  @From(Free) free!: void;
  run(): void {}
}

describe('limits', () => {
  it('are never exceeded, and a large need gets its turn', async () => {
    const made = await scratch(settings);
    await made.run(Mixed, {}, { concurrency: 16 });
    // Large runs alone, and all others two at a time: before it those that were there before, and no others.
    expect(most).toBe(2);
    expect(began.indexOf('Large')).toBe(10);
    expect(began).toHaveLength(21);
  });

  @Task({ limits: 'gpu' })
  class Link {
    @Param() chain!: number;
    @Param() n!: number;
    @FromIf(Link, (self: Link) => self.n > 0, (self: Link) => ({ chain: self.chain, n: self.n - 1 })) before?: unknown;
    /** Until another one has begun, for some time: where that is possible, there is never a moment with none of them. */
    async run(): Promise<void> {
      const begun = began.push(`Link ${this.chain} ${this.n}`);
      for (let turn = 0; turn < 30 && began.length === begun; turn++) await setTimeout(1);
    }
  }
  @Task({ limits: { gpu: 2 } })
  class Later {
    @From(Link, () => ({ chain: 1, n: 0 })) link!: void;
    run(): Promise<void> {
      return work('Later');
    }
  }
  @Workflow()
  class Chains {
    @FromEach(Link, () => [1, 2].map((chain) => ({ chain, n: 20 }))) chains!: void[];
    @From(Later) later!: void;
    run(): void {}
  }

  it('are not given to later nodes before a waiting one', async () => {
    await (await scratch(settings)).run(Chains, {}, { concurrency: 8 });
    // Wanted since the first links are done; the other forty come one after the other, two at a time.
    expect(began.indexOf('Later')).toBeLessThan(6);
    expect(began).toHaveLength(43);
  });

  it('do not delay nodes that do not need them, however many wait', async () => {
    await (await scratch(settings)).run(Crowd, {}, { concurrency: 2 });
    expect(began.slice(0, 3)).toEqual(['Held 0', 'Free', 'Held 1']);
    expect(began).toHaveLength(1501);
  });

  it('are reported by the event nodeLimited while a node waits', async () => {
    const events = new RunEmitter();
    const waits: RunEvents['nodeLimited'][] = [];
    events.on('nodeLimited', (event) => waits.push(event));
    await (await scratch(settings)).execute(Crowd, {}, { events });
    expect(waits).toHaveLength(1499);
    expect(waits[0]).toEqual({ node: 'Held(n=1)', limits: ['licence'], by: undefined });
  });

  @Task({ limits: ['gpu', 'licence'] })
  class Both {
    @Param() n!: number;
    run(): Promise<void> {
      return work(`Both ${this.n}`);
    }
  }
  @Task({ limits: { licence: 1, gpu: 2 } })
  class Reverse {
    @Param() n!: number;
    run(): Promise<void> {
      return work(`Reverse ${this.n}`);
    }
  }
  @Workflow()
  class Crosswise {
    @FromEach(Both, () => numbers(0, 10)) both!: void[];
    @FromEach(Reverse, () => numbers(0, 10)) reverse!: void[];
    @FromEach(Small, () => numbers(0, 10)) small!: void[];
    run(): void {}
  }

  it('are taken together, so that nodes do not block each other', async () => {
    await (await scratch(settings)).run(Crosswise, {}, { concurrency: 16 });
    expect(began).toHaveLength(30);
    expect(most).toBe(2);
  });

  @Task({ limits: { gpu: 2 }, retries: { times: 1, backoff: '1 ms' } })
  class Fails {
    run(): void {
      began.push('Fails');
      if (began.length === 1) throw new Error('at first');
    }
  }
  @Workflow()
  class Again {
    @From(Fails) fails!: void;
    @FromEach(Small, () => numbers(0, 3)) small!: void[];
    run(): void {}
  }

  it('are given back by a failed attempt before it is retried', async () => {
    await (await scratch(settings)).run(Again, {}, { concurrency: 8 });
    expect(began).toEqual(['Fails', 'Small 0', 'Small 1', 'Small 2', 'Fails']);
  });

  @Task({ limits: 'licence', timeout: '100 ms' })
  class Slow {
    run(): Promise<void> {
      return setTimeout(60_000, undefined, { ref: false });
    }
  }
  @Task({ limits: 'licence' })
  class Stays {
    async run(): Promise<void> {
      began.push('Stays');
      await setTimeout(400);
    }
  }
  @Task({ limits: 'licence', timeout: '300 ms' })
  class Quick {
    run(): void {
      began.push('Quick');
    }
  }
  @Workflow()
  class Times {
    @From(Slow) slow!: void;
    @From(Stays) stays!: void;
    @From(Quick) quick!: void;
    run(): void {}
  }

  it('are given back after a timeout, which does not include waiting for them', async () => {
    const failed = await (await scratch(settings)).failing(Times, {}, { concurrency: 8 });
    expect(statuses(failed)).toEqual({ Times: 'skipped', Slow: 'failed', Stays: 'ran', Quick: 'ran' });
  });

  it('are waited for only until the run is cancelled', async () => {
    const cancel = new AbortController();
    const events = new RunEmitter();
    events.on('nodeLimited', () => cancel.abort());
    // The first one goes on until it may; the others never begin.
    events.on('stopping', () => gate.resolve());
    const report = await (await scratch(settings)).execute(Crowd, {}, { events, signal: cancel.signal });
    expect(report.status).toBe('cancelled');
    expect(report.counts).toMatchObject({ skipped: 1500 + 1, ran: 0 });
    expect(began.filter((name) => name.startsWith('Held'))).toEqual(['Held 0']);
  });

  @Task({ limits: 'licence' })
  class Report {
    run(): void {
      began.push('Report');
    }
  }
  @Workflow({ finally: Report })
  class Reported {
    @From(Crowd) crowd!: void;
    run(): void {}
  }

  it.each([false, true])('are given to handlers, whichever nodes were waiting; aborted: %s', async (isAborted) => {
    const cancel = new AbortController();
    const events = new RunEmitter();
    if (isAborted) events.on('nodeLimited', () => cancel.abort());
    events.on('stopping', () => gate.resolve());
    const report = await (await scratch(settings)).execute(Reported, {}, { events, signal: cancel.signal });
    expect(report.status).toBe(isAborted ? 'cancelled' : 'succeeded');
    expect(began.at(-1)).toBe('Report');
  });

  @Task({ limits: 'licence' })
  class Breaks {
    run(): void {
      throw new Error('broken');
    }
  }
  @Workflow()
  class Stops {
    @From(Breaks) breaks!: void;
    @FromEach(Held, () => numbers(1, 4)) held!: void[];
    run(): void {}
  }

  @Workflow({ finally: Report, onFailure: Large })
  class StopsWithReport {
    @From(Stops) stops!: void;
    run(): void {}
  }

  it('are given to a handler after a failure that ended the waiting', async () => {
    const report = await (await scratch(settings)).execute(StopsWithReport, {}, { failFast: true, concurrency: 8 });
    expect(report.status).toBe('failed');
    expect(began.sort()).toEqual(['Large', 'Report']);
  });

  it.each([true, false])('are given back after a failure, with fail-fast %s', async (failFast) => {
    const report = await (await scratch(settings)).execute(Stops, {}, { failFast, concurrency: 8 });
    expect(report.counts).toMatchObject(
      failFast ? { ran: 0, failed: 1, skipped: 4 } : { ran: 3, failed: 1, skipped: 1 },
    );
  });

  it('of two runs in one process are the same', async () => {
    const made = await scratch(settings);
    const [first, second] = [made.execute(Mixed, {}, { force: true }), made.execute(Mixed, {}, { force: true })];
    expect([(await first).status, (await second).status]).toEqual(['succeeded', 'succeeded']);
    expect(most).toBe(2);
    expect(began).toHaveLength(42);
    expect(await made.ask((record) => record.limits())).toEqual([]);
  });
});

describe('limits that can never be met', () => {
  it('are refused before anything runs', async () => {
    await expect((await scratch()).run(Crowd)).rejects.toMatchObject({
      code: 'UNKNOWN_LIMIT',
      message: "Crowd → Held takes 1 of the limit licence, which the settings of the profile local don't have.",
      next: "Add it to clew.config.ts, as in `limits: { 'licence': 1 }`.",
    });
    await expect((await scratch('{ limits: { license: 1 } }')).run(Crowd)).rejects.toMatchObject({
      message: expect.stringContaining("don't have. Did you mean license?"),
      next: "Add it to clew.config.ts, as in `limits: { 'licence': 1 }`; the limits are: license.",
    });
    await expect((await scratch('{ limits: { gpu: 1 } }')).run(Large)).rejects.toMatchObject({
      code: 'LIMIT_TOO_SMALL',
      message: 'Large takes 2 of the limit gpu, and the settings of the profile local have 1.',
      next: 'Let it take less, or raise limits.gpu in clew.config.ts.',
    });
    expect(began).toEqual([]);
  });
});
