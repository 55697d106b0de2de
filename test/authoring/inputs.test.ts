import { describe, expect, it } from 'vitest';
import { noteOf } from '../../src/authoring/notes.ts';
import { From, FromEach, FromIf, Param, Task, Workflow } from '../../src/authoring/index.ts';
import type { Artifact, Output } from '../../src/authoring/index.ts';

@Task()
class Load {
  @Param() day!: Date;

  async run() {
    return [this.day.getTime()];
  }
}

@Task()
class Score {
  @Param() fold = 0;

  run() {
    return this.fold / 10;
  }
}

@Workflow()
class Nightly {
  @Param() folds = [1, 2];
  @From(Load) readings!: Output<Load>;
  @From.artifact(Load, (self: Nightly) => ({ day: new Date(self.folds.length) })) raw!: Artifact<Output<Load>>;
  @FromEach(Score, (self: Nightly) => self.folds.map((fold) => ({ fold }))) scores!: number[];
  @FromEach.artifact(Score, () => [{ fold: 1 }]) handles!: Artifact<number>[];
  @FromIf(Score, (self: Nightly) => self.scores.length > 1, () => ({ fold: 9 })) best?: number;
  @FromIf.artifact(Score, () => false) none?: Artifact<number>;

  run(): void {}
}

@Task()
class Fib {
  @Param() n = 5;
  @FromIf(Fib, (self: Fib) => self.n > 1, (self: Fib) => ({ n: self.n - 1 })) before?: number;

  run() {
    return this.n + (this.before ?? 0);
  }
}

describe('inputs', () => {
  const inputs = noteOf(Nightly)!.inputs;

  it('notes the inputs in the order of their declaration', () => {
    expect(inputs.map(({ field, mode, artifact, task }) => [field, mode, artifact, task])).toEqual([
      ['readings', 'one', false, Load],
      ['raw', 'one', true, Load],
      ['scores', 'each', false, Score],
      ['handles', 'each', true, Score],
      ['best', 'if', false, Score],
      ['none', 'if', true, Score],
    ]);
  });

  it('keeps the mappings and conditions of inputs', () => {
    const self = { folds: [7, 8], scores: [1] } as never;
    expect(inputs.map(({ map }) => map?.(self))).toEqual([
      undefined,
      { day: new Date(2) },
      [{ fold: 7 }, { fold: 8 }],
      [{ fold: 1 }],
      { fold: 9 },
      undefined,
    ]);
    expect(inputs.map(({ when }) => when?.(self))).toEqual([undefined, undefined, undefined, undefined, false, false]);
  });

  it('lets a task ask for itself as an input', () => {
    const [before] = noteOf(Fib)!.inputs;
    expect(before?.task).toBe(Fib);
    expect(before?.map?.({ n: 3 } as never)).toEqual({ n: 2 });
  });
});

/** Calls a decorator as compiled code does, past the compiler's checks. */
const apply = (decorator: unknown, self: unknown, key: unknown, ...rest: unknown[]): void =>
  (decorator as (...args: unknown[]) => void)(self, key, ...rest);
/** The public functions as somebody without a compiler sees them. */
const untyped = { From, FromEach, FromIf } as unknown as Record<string, (...args: unknown[]) => unknown>;

describe('inputs: errors of wiring', () => {
  class Weekly {
    existing(): void {}
    run(): void {}
  }
  const self = Weekly.prototype;

  it.each([
    ['From', [undefined], 'TASK_NOT_THERE', 'Weekly.x asks for a task that is undefined when @From is evaluated'],
    ['FromEach', [undefined, () => []], 'TASK_NOT_THERE', 'import each other in a circle, or the class is declared'],
    ['From', ['Load'], 'NOT_A_TASK', "What Weekly.x asks for is the text 'Load', not a class."],
    ['From', [() => Load], 'NOT_A_TASK', 'What Weekly.x asks for is a function, not a class.'],
    ['From', [new Score()], 'NOT_A_TASK', 'What Weekly.x asks for is an object, not a class.'],
    ['From', [Map], 'NOT_A_TASK', 'Map, which Weekly.x asks for, has no method run().'],
    ['FromEach', [Load], 'BAD_OPTION', '@FromEach of Weekly.x: the mapping is missing.'],
    ['FromEach', [Load, [{}]], 'BAD_OPTION', '@FromEach of Weekly.x: the mapping is an object, not a function.'],
    ['FromIf', [Load], 'BAD_OPTION', '@FromIf of Weekly.x: the condition is missing.'],
    ['From', [Load, { day: 1 }], 'BAD_OPTION', '@From of Weekly.x: the mapping is an object, not a function.'],
  ] as const)('@%s(%o) fails with %s', (name, args, code, message) => {
    const decorator = untyped[name]!(...args);
    expect(() => apply(decorator, self, 'x')).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['a static field', Weekly, 'x', undefined, "@From can't mark Weekly.x: it is static"],
    [
      'a method',
      self,
      'existing',
      Object.getOwnPropertyDescriptor(self, 'existing'),
      'Weekly.existing: it is a method',
    ],
    ['an accessor', self, 'y', { get: () => 1 }, 'Weekly.y: it is an accessor'],
    ['a private name', self, '#x', undefined, 'Weekly.#x: it is a private name'],
    ['a symbol', self, Symbol('s'), undefined, 'Weekly.Symbol(s): it is named by a symbol'],
    [
      'a standard #private',
      undefined,
      { kind: 'field', name: '#p', private: true },
      undefined,
      '#p: it is a private name',
    ],
  ])('refuses an input on %s', (_, target, key, descriptor, message) => {
    expect(() => apply(From(Load), target, key, descriptor)).toThrow(
      expect.objectContaining({ code: 'MISPLACED_DECORATOR', message: expect.stringContaining(message) }),
    );
  });

  it('names the compiler settings when decorators are compiled as standard decorators', () => {
    expect(() => apply(From(Load), undefined, { kind: 'field', name: 'readings', private: false })).toThrow(
      expect.objectContaining({ code: 'DECORATOR_SETTINGS', next: expect.stringContaining('experimentalDecorators') }),
    );
  });

  it('refuses a second decorator on one field', () => {
    expect(() => {
      class Twice {
        @Param() @From(Score) score!: number;
      }
      return Twice;
    }).toThrow(
      expect.objectContaining({
        code: 'DECORATED_TWICE',
        message: 'Twice.score is marked by @Param and again by @From.',
      }),
    );
  });

  it('refuses a class that is not marked as a task', () => {
    class Plain {
      run() {
        return 1;
      }
    }
    expect(() => {
      @Task()
      class Asks {
        @From(Plain) plain!: number;
        run(): void {}
      }
      return Asks;
    }).toThrow(
      expect.objectContaining({
        code: 'NOT_A_TASK',
        message: 'Plain, which Asks.plain asks for, is not marked as a task.',
        next: 'Write @Task() above class Plain.',
      }),
    );
  });

  it('notes significant: false, and refuses other options', () => {
    @Task()
    class Source {
      run(): number {
        return 1;
      }
    }
    @Task()
    class Asks {
      @From(Source) plain!: number;
      @From(Source, undefined, { significant: false }) one!: number;
      @FromEach(Source, () => [{}], { significant: false }) each!: number[];
      @FromIf.artifact(Source, () => true, undefined, { significant: false }) maybe?: Artifact<number>;
      run(): void {}
    }
    expect(noteOf(Asks)!.inputs.map(({ field, significant }) => [field, significant])).toEqual([
      ['plain', true],
      ['one', false],
      ['each', false],
      ['maybe', false],
    ]);
    class Bad {
      field!: number;
    }
    const ask = (options: object) => () => From(Source, undefined, options)(Bad.prototype, 'field');
    expect(ask({ significant: 'no' })).toThrow('@From of Bad.field: significant is a string.');
    expect(ask({ secret: true })).toThrow("@From of Bad.field: there is no option 'secret'.");
  });
});
