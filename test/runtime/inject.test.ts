import { Inject, Service } from 'typedi';
import { describe, expect, it } from 'vitest';
import { FromEach, Param, StorageLayer, Task, TaskContext, Workflow } from '../../src/index.ts';
import type { RunEmitter } from '../../src/scheduler/events.ts';
import { scratch } from '../project/scratch.ts';

let made = 0;
const destroyed: number[] = [];

@Service()
class Clock {
  readonly number = ++made;
  destroy(): void {
    destroyed.push(this.number);
  }
}
@Service()
class Readings {
  constructor(readonly clock: Clock) {}
}
@Service({ global: true })
class Pool {
  readonly number = ++made;
}

@Task()
class Uses {
  @Param() n = 0;
  @Param() fails = false;
  @Inject() pool!: Pool;
  constructor(
    private readonly readings: Readings,
    private readonly clock: Clock,
    private readonly storage: StorageLayer,
    private readonly context: TaskContext,
  ) {}
  run(): { clock: number; same: boolean; pool: number; layer: string; attempt: number } {
    if (this.fails) throw new Error('anyway');
    const { clock, readings, pool } = this;
    return {
      clock: clock.number,
      same: clock === readings.clock,
      pool: pool.number,
      layer: this.storage.name,
      attempt: this.context.attempt,
    };
  }
}
@Workflow()
class Three {
  @FromEach(Uses, () => [{ n: 1 }, { n: 2 }, { n: 3 }]) all!: { clock: number; pool: number }[];
  run(): { clock: number; pool: number }[] {
    return this.all;
  }
}

describe('injection of constructor arguments', () => {
  it('provides services, their own services, the storage layer and the context by class', async () => {
    const { output } = await (await scratch()).run(Uses);
    expect(output).toMatchObject({ same: true, layer: 'record', attempt: 1 });
  });

  it('creates services for each component run, except global ones, and destroys them after it', async () => {
    destroyed.length = 0;
    const { output: all } = await (await scratch()).run(Three);
    const clocks = all.map(({ clock }) => clock);
    expect(new Set(clocks).size).toBe(3);
    expect(destroyed.toSorted()).toEqual(clocks.toSorted());
    expect(new Set(all.map(({ pool }) => pool)).size).toBe(1);
  });

  it('destroys services after a failure too', async () => {
    destroyed.length = 0;
    await (await scratch()).failing(Uses, { fails: true });
    expect(destroyed).toHaveLength(1);
  });
});

describe('injection errors before the run', () => {
  interface Erased {
    readonly x: number;
  }
  class Unregistered {}
  @Service()
  class Behind {
    constructor(readonly deep: Unregistered) {}
  }
  // Each is a class of its own, since a constructor's types are noted once.
  @Task()
  class AsksInterface {
    constructor(readonly erased: Erased) {}
    run(): void {}
  }
  @Task()
  class AsksType {
    constructor(readonly emitter: RunEmitter) {}
    run(): void {}
  }
  @Task()
  class AsksText {
    constructor(
      readonly context: TaskContext,
      readonly name: string,
    ) {}
    run(): void {}
  }
  @Task()
  class AsksUnregistered {
    constructor(readonly service: Unregistered) {}
    run(): void {}
  }
  @Task()
  class AsksBehind {
    constructor(readonly behind: Behind) {}
    run(): void {}
  }

  it.each<[abstract new (...args: never[]) => { run(): void }, string, string, string]>([
    [
      AsksInterface,
      'AsksInterface: argument 1 ',
      'an interface, a union, or was imported by `import type`',
      'by a plain `import`',
    ],
    [AsksType, 'AsksType: argument 1 ', 'imported by `import type`', 'by a plain `import`'],
    [AsksText, 'AsksText: argument 2 ', 'it is a String', '@Param()'],
    [AsksUnregistered, 'AsksUnregistered: argument 1 ', 'nothing provides Unregistered', '@Service()'],
    [AsksBehind, 'AsksBehind → Behind: argument 1 ', 'nothing provides Unregistered', '@Service()'],
  ])('refuse %o', async (target, path, why, next) => {
    const error = await (await scratch()).run(target).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'NOT_INJECTABLE',
      message: expect.stringMatching(new RegExp(`^${path}`)),
      next: expect.stringContaining(next),
    });
    expect((error as Error).message).toContain(why);
  });

  it('name the whole path to the task that asks', async () => {
    @Workflow()
    class Top {
      @FromEach(AsksUnregistered, () => []) none!: void[];
      run(): void {}
    }
    await expect((await scratch()).run(Top)).rejects.toThrow('Top → AsksUnregistered: argument 1 of its constructor');
  });
});
