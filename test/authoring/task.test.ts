import { describe, expect, it } from 'vitest';
import { noteOf } from '../../src/authoring/notes.ts';
import { From, Param, Task, Workflow } from '../../src/authoring/index.ts';
import type { TaskOptions } from '../../src/authoring/index.ts';
import { UserError } from '../../src/errors.ts';

class Store {}

const lineAbove = new Error().stack!.split('\n')[1]!.match(/:(\d+):\d+\)?$/)![1];
@Task()
class Plain {
  run(): void {}
}

@Workflow({
  name: 'nightly.v2',
  doc: 'Every night',
  storage: 's3',
  modelFamily: 'classifier',
  taskType: 'training',
  version: '3',
  owner: '@ana',
  cache: false,
  retries: { times: 2, backoff: '5 s' },
  timeout: '1.5 h',
})
class Nightly {
  constructor(
    readonly store: Store,
    readonly count: number,
  ) {}

  run(): void {}
}

describe('@Task and @Workflow', () => {
  it('set the default of every option', () => {
    expect(noteOf(Plain)).toMatchObject({
      name: 'Plain',
      kind: 'task',
      target: Plain,
      doc: undefined,
      storage: undefined,
      modelFamily: undefined,
      taskType: undefined,
      version: undefined,
      owner: undefined,
      cache: true,
      cacheFor: undefined,
      retries: 0,
      backoff: 1000,
      retryOn: undefined,
      timeout: undefined,
      limits: undefined,
      params: [],
      inputs: [],
      constructorTypes: undefined,
    });
  });

  it('note all options and the types of constructor arguments', () => {
    expect(noteOf(Nightly)).toMatchObject({
      name: 'nightly.v2',
      kind: 'workflow',
      doc: 'Every night',
      storage: 's3',
      modelFamily: 'classifier',
      taskType: 'training',
      version: '3',
      owner: '@ana',
      cache: false,
      retries: 2,
      backoff: 5000,
      timeout: 5_400_000,
      constructorTypes: [Store, Number],
    });
  });

  it('note the file and line of the class', () => {
    expect(noteOf(Plain)?.place).toEqual({ file: import.meta.filename, line: Number(lineAbove) + 1 });
  });

  it('do not change the class', () => {
    expect(new Nightly(new Store(), 3)).toMatchObject({ count: 3 });
    expect(Object.keys(Plain)).toEqual([]);
    expect(Object.isFrozen(noteOf(Plain))).toBe(true);
  });

  it('mark one class, not its subclasses', () => {
    class Child extends Plain {}
    expect(noteOf(Child)).toBeUndefined();
  });
});

describe('@Task options that take options of their own', () => {
  it('settle the long and the short form to the same notes', () => {
    const on = (): boolean => true;
    @Task({ retries: { times: 3, backoff: '500 ms', on }, cache: { for: '1 day' } })
    class Fetch {
      run(): void {}
    }
    @Task({ retries: { times: 1 }, cache: true })
    class Short {
      run(): void {}
    }
    expect(noteOf(Fetch)).toMatchObject({ retries: 3, backoff: 500, retryOn: on, cache: true, cacheFor: 86_400_000 });
    expect(noteOf(Short)).toMatchObject({ retries: 1, backoff: 1000, retryOn: undefined, cacheFor: undefined });
  });
});

describe('@Task option limits', () => {
  it.each([
    ['gpu', [{ name: 'gpu', units: 1 }]],
    [
      ['gpu', 'licence'],
      [
        { name: 'gpu', units: 1 },
        { name: 'licence', units: 1 },
      ],
    ],
    [{ gpu: 2 }, [{ name: 'gpu', units: 2 }]],
    [{}, undefined],
    [[], undefined],
  ])('notes the limits %o', (limits, needs) => {
    @Task({ limits: limits as NonNullable<TaskOptions['limits']> })
    class Fetch {
      run(): void {}
    }
    expect(noteOf(Fetch)!.limits).toEqual(needs);
    expect(needs === undefined || Object.isFrozen(noteOf(Fetch)!.limits)).toBe(true);
  });
});

describe('@Task on a class with a parent', () => {
  abstract class Base {
    @Param() first = 1;
    @Param() second = 'two';
    @From(Plain) third: unknown;

    constructor(readonly store: Store) {}
    run(): void {}
  }

  @Task()
  class Child extends Base {
    @Param() fourth = true;
    @Param({ doc: 'again' }) override first = 2;
  }

  @Task()
  class Sibling extends Base {
    @From(Child) override second: any = undefined;

    constructor() {
      super(new Store());
    }
  }

  it("lists the parent's fields first, and redeclared ones at their new position", () => {
    expect(noteOf(Child)!.params.map(({ name, doc }) => [name, doc])).toEqual([
      ['second', undefined],
      ['fourth', undefined],
      ['first', 'again'],
    ]);
    expect(noteOf(Child)!.inputs.map(({ field }) => field)).toEqual(['third']);
  });

  it('shares nothing between sibling classes', () => {
    expect(noteOf(Sibling)!.params.map(({ name }) => name)).toEqual(['first']);
    expect(noteOf(Sibling)!.inputs.map(({ field }) => field)).toEqual(['third', 'second']);
  });

  it('takes its own constructor, or else the one of its parent', () => {
    @Task()
    class Marked {
      constructor(readonly store: Store) {}
      run(): void {}
    }
    @Task()
    class Inherits extends Marked {}
    expect(noteOf(Inherits)!.constructorTypes).toEqual([Store]);
    expect(noteOf(Sibling)!.constructorTypes).toBeUndefined();
  });
});

/** Marks a class with options that the compiler would refuse. */
function mark(
  options: object,
  target: unknown = class Weekly {
    run(): void {}
  },
): void {
  (Task(options as TaskOptions) as (target: unknown) => void)(target);
}

describe('@Task with invalid options', () => {
  it.each([
    [{ timeout: 'soon' }, 'timeout is "soon", which is no duration.'],
    [{ timeout: 30 }, 'timeout is 30, which is no duration.'],
    [{ isolate: 'fiber' }, `isolate is "fiber".`],
    [{ isolate: true }, 'isolate is true.'],
    [{ memory: 512 }, 'memory is 512.'],
    [{ memory: '512' }, 'memory is "512".'],
    [{ memory: '1 MB' }, 'memory is 1 MB.'],
    [{ memory: '1 GB', isolate: false }, 'memory has a limit only in isolation.'],
    [{ timeout: '0 s' }, 'timeout is 0, so no attempt could end in time.'],
    [{ timeout: '1 fortnight' }, 'timeout is "1 fortnight", which is no duration.'],
    [{ retries: -1 }, 'retries is -1.'],
    [{ retries: 1.5 }, 'retries is 1.5.'],
    [{ retries: '2' }, 'retries is a string.'],
    [{ name: 'a b' }, "the name 'a b' can't be used."],
    [{ name: '../up' }, "the name '../up' can't be used."],
    [{ storage: '' }, 'storage is empty.'],
    [{ storage: Store }, 'storage is a function.'],
    [{ cache: 'no' }, 'cache is a string.'],
    [{ cache: 3 }, 'cache is a number.'],
    [{ limits: 3 }, 'limits is 3.'],
    [{ limits: null }, 'limits is null.'],
    [{ limits: '' }, 'limits has an empty name.'],
    [{ limits: { ' ': 1 } }, 'limits has an empty name.'],
    [{ retrys: 2 }, "there is no option 'retrys'."],
    [{ retry: 2 }, "there is no option 'retry'."],
    [{ retries: 2, backoff: '1 s' }, "there is no option 'backoff'."],
  ])('refuses %o', (options, message) => {
    expect(() => mark(options)).toThrow(UserError);
    expect(() => mark(options)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message: `@Task of Weekly: ${message}`, next: expect.any(String) }),
    );
  });

  it('names the option that was probably meant', () => {
    expect(() => mark({ retrys: 2 })).toThrow(expect.objectContaining({ next: 'Did you mean retries?' }));
  });

  it.each([
    [{ retries: {} }, 'retries in @Task of Weekly: times is undefined.'],
    [{ retries: { times: -1 } }, 'retries in @Task of Weekly: times is -1.'],
    [
      { retries: { times: 1, backoff: 'soon' } },
      'retries in @Task of Weekly: backoff is "soon", which is no duration.',
    ],
    [{ retries: { times: 1, on: true } }, 'retries in @Task of Weekly: on is a boolean.'],
    [{ retries: { times: 1, when: 1 } }, "retries in @Task of Weekly: there is no option 'when'."],
    [{ limits: { gpu: 0 } }, 'limits in @Task of Weekly: gpu is 0.'],
    [{ limits: { gpu: 1.5 } }, 'limits in @Task of Weekly: gpu is 1.5.'],
    [{ limits: { gpu: '1' } }, 'limits in @Task of Weekly: gpu is 1.'],
    [{ limits: ['gpu', 3] }, 'limits in @Task of Weekly: item 1 is a number.'],
    [{ limits: ['gpu', 'gpu'] }, 'limits in @Task of Weekly: gpu is there twice.'],
    [{ cache: {} }, 'cache in @Task of Weekly: for is missing.'],
    [{ cache: { for: 'ever' } }, 'cache in @Task of Weekly: for is "ever", which is no duration.'],
    [{ cache: { for: '0 s' } }, 'cache in @Task of Weekly: for is 0, so nothing could serve again.'],
    [{ cache: { until: '1 day' } }, "cache in @Task of Weekly: there is no option 'until'."],
  ])('refuses the nested options %o', (options, message) => {
    expect(() => mark(options)).toThrow(
      expect.objectContaining({ code: 'BAD_OPTION', message, next: expect.any(String) }),
    );
  });

  it('refuses a class name that is missing or not plain', () => {
    expect(() =>
      mark(
        {},
        class {
          run(): void {}
        },
      ),
    ).toThrow(/the class has no name/);
    expect(() =>
      mark(
        {},
        class Größe {
          run(): void {}
        },
      ),
    ).toThrow(expect.objectContaining({ next: expect.stringContaining("Give a plainer one by `name: '…'`") }));
    expect(() =>
      mark(
        { name: 'size' },
        class Größe {
          run(): void {}
        },
      ),
    ).not.toThrow();
  });
});

describe('@Task on what is not a task', () => {
  it.each([
    [class Empty {}, 'Empty is marked by @Task but has no method run().'],
    [
      class Field {
        run = (): void => {};
      },
      'Field is marked by @Task but has no method run().',
    ],
    [{}, 'What @Task marks is no class.'],
    [(): void => {}, 'What @Task marks is no class.'],
  ])('refuses %o', (target, message) => {
    expect(() => mark({}, target)).toThrow(expect.objectContaining({ code: 'NOT_A_TASK', message }));
  });

  it('refuses a class that is already marked', () => {
    expect(() => mark({}, Nightly)).toThrow(
      expect.objectContaining({
        code: 'DECORATED_TWICE',
        message: 'Nightly is marked by @Task and again by @Workflow.',
      }),
    );
  });

  it('refuses a class that was compiled with standard decorators', () => {
    const standard = Task() as unknown as (target: unknown, context: unknown) => void;
    expect(() =>
      standard(
        class Weekly {
          run(): void {}
        },
        { kind: 'class' },
      ),
    ).toThrow(expect.objectContaining({ code: 'DECORATOR_SETTINGS' }));
  });
});
