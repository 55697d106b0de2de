import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { From, FromEach, FromIf, Param, Task, Workflow } from '../../src/index.ts';
import { inputOf, planned } from './planned.ts';

/** A class without a type that the compiler could check against: what JavaScript could do too. */
const anyTask = (task: unknown): never => task as never;

@Task()
class Load {
  @Param() day!: Date;
  @Param() limit = 10;
  run(): number {
    return 1;
  }
}
@Task()
class Train {
  @From(Load) load!: number;
  run(): number {
    return 1;
  }
}
@Workflow()
class Nightly {
  @From(Train) model!: number;
  run(): void {}
}

describe('invalid parameters', () => {
  it('are named with their whole path when missing', () => {
    expect(() => planned(Nightly)).toThrow(
      expect.objectContaining({
        code: 'MISSING_PARAM',
        message: 'Nightly → Train → Load.day is required, and nothing gives it a value.',
      }),
    );
  });

  it('are named when unknown, for the target and in a mapping', () => {
    expect(() => planned(Load, { dya: new Date() })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PARAM', message: 'Load has no parameter "dya". Did you mean day?' }),
    );
    @Workflow()
    class Maps {
      @From(Load, () => ({ dy: new Date() }) as object) load!: number;
      run(): void {}
    }
    expect(() => planned(Maps)).toThrow('Maps → Load has no parameter "dy". Did you mean day?');
  });

  it.each([
    [{ day: '2026-11-01' }, 'Load.day wants a Date and got "2026-11-01" (string).'],
    [{ day: new Date(Number.NaN) }, 'Load.day wants a Date and got null (object).'],
    [{ day: new Date(), limit: '5' }, 'Load.limit wants a number and got "5" (string).'],
    [{ day: new Date(), limit: [1] }, 'Load.limit wants a number and got [1] (array).'],
    [{ day: new Date(), limit: null }, 'Load.limit wants a number and got null.'],
    [{ day: new Date(), limit: 2n }, 'Load.limit wants a number and got 2 (bigint).'],
  ])('are refused when of the wrong type: %o', (params, message) => {
    expect(() => planned(Load, params)).toThrow(expect.objectContaining({ code: 'WRONG_PARAM', message }));
  });

  it('are refused by their schema, which may also transform them', () => {
    @Task()
    class Fit {
      @Param(z.enum(['fast', 'exact'])) mode: 'fast' | 'exact' = 'fast';
      @Param(z.object({ depth: z.number().max(5) })) tree = { depth: 1 };
      @Param(z.string().transform(Number)) count!: number;
      run(): void {}
    }
    expect(planned(Fit, { count: '3' }).target.params).toEqual({ mode: 'fast', tree: { depth: 1 }, count: 3 });
    expect(() => planned(Fit, { count: '3', tree: { depth: 9 } })).toThrow(
      /^Fit\.tree can't be \{"depth":9\} .*depth: /,
    );
    expect(() => planned(Fit, { count: '3', mode: 'slow' })).toThrow(/^Fit\.mode can't be "slow"/);
    expect(() => planned(Fit)).toThrow(/^Fit\.count is required/);
  });

  it('may be omitted when they are optional', () => {
    @Task()
    class Report {
      @Param({ optional: true }) title?: string;
      run(): void {}
    }
    expect(planned(Report).target.params).toEqual({});
  });

  it('never show a secret', () => {
    @Task()
    class Fetch {
      @Param({ secret: true }) token!: string;
      run(): void {}
    }
    expect(() => planned(Fetch, { token: 4711 })).toThrow('Fetch.token wants a string and got another kind of value.');
  });
});

describe('secret parameters', () => {
  @Task()
  class Fetch {
    @Param() token!: string;
    @Param() url = 'x';
    run(): number {
      return 1;
    }
  }
  @Task()
  class Between {
    @From(Fetch) fetched!: number;
    run(): number {
      return 1;
    }
  }

  it('stay secret when handed down, through other tasks and under another name', () => {
    @Workflow()
    class Top {
      @Param({ secret: true }) token!: string;
      @From(Between) between!: number;
      @From(Fetch, (self: Top) => ({ url: self.token })) direct!: number;
      run(): void {}
    }
    const { nodes } = planned(Top, { token: 'hunter2' });
    for (const node of nodes) {
      expect(node.label, node.task).not.toContain('hunter2');
      expect(node.label, node.task).toContain('token=***');
    }
    const direct = nodes.find(({ params }) => params['url'] === 'hunter2');
    expect([...direct!.secret].toSorted()).toEqual(['token', 'url']);
  });

  it('still tell nodes apart', () => {
    @Workflow()
    class Two {
      @Param({ secret: true }) tokens = ['one', 'two'];
      @FromEach(Fetch, (self: Two) => self.tokens.map((token) => ({ token }))) all!: number[];
      run(): void {}
    }
    expect(new Set(inputOf(planned(Two).target, 'all')).size).toBe(2);
  });
});

describe('errors in classes and mappings', () => {
  it('refuses two tasks of one name, with both source locations', () => {
    const one = (() => {
      @Task()
      class Same {
        run(): number {
          return 1;
        }
      }
      return Same;
    })();
    @Task({ name: 'Same' })
    class Other {
      run(): number {
        return 1;
      }
    }
    @Workflow()
    class Both {
      @From(anyTask(one)) one!: number;
      @From(Other) other!: number;
      run(): void {}
    }
    expect(() => planned(Both)).toThrow(
      /^Two tasks are called Same: .*mistakes\.test\.ts:\d+ and .*mistakes\.test\.ts:\d+\.$/,
    );
  });

  it('refuses a target that is not a task', () => {
    class Plain {
      run(): void {}
    }
    expect(() => planned(Plain)).toThrow('Plain is not a task.');
    expect(() => planned({} as never)).toThrow('what was asked for is not a task.');
  });

  it('reports a constructor that throws while the defaults are read', () => {
    @Task()
    class Eager {
      @Param() n = 1;
      constructor() {
        throw new TypeError('no database here');
      }
      run(): void {}
    }
    expect(() => planned(Eager)).toThrow(
      expect.objectContaining({ code: 'CONSTRUCTOR_FAILED', message: expect.stringContaining('no database here') }),
    );
  });

  it('accepts a constructor that only stores and calls what it is given', () => {
    class Client {
      connect(): Client {
        return this;
      }
    }
    @Task()
    class Keeps {
      @Param() n = 7;
      readonly client: Client;
      constructor(client: Client) {
        this.client = client.connect().connect();
      }
      run(): void {}
    }
    expect(planned(Keeps).target.params).toEqual({ n: 7 });
  });

  it.each([
    [
      'throws',
      () => {
        throw new RangeError('out');
      },
      'The mapping of Asks.all threw: out.',
    ],
    ['no list', () => ({}), 'The mapping of Asks.all must give a list of parameters, one object for each node.'],
    ['a list of numbers', () => [1], 'The mapping of Asks.all must give an object of parameters, and gave 1.'],
    [
      'a promise',
      async () => [],
      'The mapping of Asks.all gives a promise; mappings are asked at once, so it must not be async.',
    ],
  ])('refuses a mapping that gives %s', (_, map, message) => {
    @Workflow()
    class Asks {
      @FromEach(Load, map as never) all!: number[];
      run(): void {}
    }
    expect(() => planned(Asks)).toThrow(expect.objectContaining({ code: 'MAPPING_FAILED', message }));
  });

  it('refuses a condition that is a promise, which would always hold', () => {
    @Workflow()
    class Asks {
      @FromIf(Load, (async () => false) as never) load?: number;
      run(): void {}
    }
    expect(() => planned(Asks)).toThrow('The mapping of Asks.load gives a promise');
  });

  it('refuses a parameter that cannot be stored, by name', () => {
    @Task()
    class Holds {
      @Param(z.any()) what: unknown;
      run(): void {}
    }
    expect(() => planned(Holds, { what: () => 1 })).toThrow(
      "what in a parameter of Holds can't be kept: it is a function.",
    );
  });
});
