import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';
import { From, FromEach, FromIf, Param, Task, Workflow } from '../../../src/authoring/index.ts';
import type { Artifact, Output, ParamsOf } from '../../../src/authoring/index.ts';
import { Fits, Grows, LoadReadings, Publish, Silent, Untyped, Validate, Wraps, type Reading } from './tasks.ts';

/** Right uses: the compiler must be silent about this file. */

@Workflow({ doc: 'all kinds of inputs', retries: { times: 2, backoff: '10 s' }, timeout: '1.5 h' })
export class Nightly {
  @Param() day!: Date;
  @Param({ doc: 'which folds', significant: false }) folds: number[] = [0, 1, 2];
  @Param({ optional: true }) limit?: number;
  @Param({ secret: true }) readonly token: string = '';

  @From(LoadReadings) readings!: Output<LoadReadings>;
  @From(LoadReadings) readonly frozen!: readonly Reading[];
  @From(LoadReadings) declare declared: Output<LoadReadings>;
  @From(LoadReadings) maybe?: Output<LoadReadings>;
  @From(LoadReadings) wider!: Reading[] | null;
  @From(LoadReadings) partly!: { machine: string }[];
  @From(LoadReadings) anything: any;
  @From(LoadReadings) something: unknown;
  @From(LoadReadings, (self: Nightly) => ({ day: new Date(self.day), source: 'archive' })) mapped!: Reading[];
  @From(LoadReadings, () => ({ source: 'archive' })) constant!: Reading[];
  @From(LoadReadings, (self: { day: Date }) => ({ day: self.day })) byPart!: Reading[];
  @From(LoadReadings, (self: Nightly) => (self.limit ? { source: 'archive' } : {})) either!: Reading[];
  @From(LoadReadings, (self: Nightly): ParamsOf<LoadReadings> => ({ day: self.day })) stated!: Reading[];
  @From(Publish) published!: string;
  @From(Silent) done!: Output<Silent>;
  @From(Silent) after: unknown;

  @FromEach(Validate, (self: Nightly) => self.folds.map((fold) => ({ fold }))) scores!: Output<Validate>[];
  @FromEach(Validate, (self: Nightly) => self.folds.map((fold) => ({ fold }))) readonly fixed!: readonly {
    auc: number;
  }[];
  @FromEach(Validate, function* (self: Nightly) {
    for (const fold of self.folds) yield { fold };
  })
  generated!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }, { fold: 2, note: 'two' }]) listed!: Iterable<Output<Validate>>;
  @FromEach(LoadReadings, (self: Nightly) => self.folds.map(() => ({ source: 'plant' }))) literal!: Reading[][];
  @FromEach(Validate, () => [] as any[]) untypedMap?: Output<Validate>[];
  @FromEach(Validate, (self: Nightly) => self.readings.map((_, fold) => ({ fold }))) grown!: Output<Validate>[];

  @From(Fits, () => ({ range: [0, 1], kinds: ['a'], grid: [{ epochs: [1, 2], since: new Date() }] })) fits!: number;
  @From(Fits, (self: Nightly) => ({ range: [self.folds.length, 1], grid: [{ epochs: self.folds }] })) fits2!: number;
  @FromEach(Fits, (self: Nightly) => self.folds.map((fold) => ({ range: [fold, 1], kinds: ['b'] }))) fits3!: number[];

  @From(Grows, () => ({ root: { name: 'a', below: [{ name: 'b', below: [] }] } })) grown2!: string;
  @FromIf(Publish, (self: Nightly) => self.scores.length > 2) sent?: Output<Publish>;
  @FromIf(Publish, () => true, () => ({ where: 's3' })) sentTo: string | undefined;

  @From.artifact(LoadReadings) raw!: Artifact<Output<LoadReadings>>;
  @From.artifact(LoadReadings) rawPart!: Artifact<readonly { load: number }[]>;
  @From.artifact(LoadReadings) rawAny!: Artifact;
  @FromEach.artifact(Validate, () => [{ fold: 1 }]) handles!: readonly Artifact<{ auc: number }>[];
  @FromIf.artifact(Publish, () => false) handle?: Artifact<string>;

  run() {
    return { score: this.scores.length, sent: this.sent };
  }
}

@Task()
export class AsksUntyped {
  @From(Untyped) text!: string;
  @From(Untyped) list!: number[];
  @FromEach(Untyped, () => [{}]) each!: string[];
  @FromIf(Untyped, () => true) maybe?: Date;
  @From.artifact(Untyped) handle!: Artifact<number>;

  run(): void {}
}

const javascript: any = Untyped;

@Task()
export class AsksGeneric<T> {
  @Param() value!: T;
  @From(Wraps<number>) wrapped!: Output<Wraps<number>>;
  @From(Wraps<string>, () => ({ value: 'a' })) text!: { wrapped: string };
  @From(Wraps) unknown!: { wrapped: unknown };
  @From(LoadReadings) readings!: Reading[];
  @From(Validate, (self: AsksGeneric<unknown>) => ({ fold: self.readings.length })) score!: { auc: number };
  @From(javascript, () => ({ x: 1 })) whatever!: string;

  run() {
    return this.value;
  }
}

@Task()
export class MakesHandle {
  run(): Artifact<Float32Array> {
    throw new Error('only its type is looked at');
  }
}

abstract class Parent<T> {
  @Param() epochs = 3;
  @From(LoadReadings) readings!: Output<LoadReadings>;

  run(): T[] {
    return [];
  }
}

@Task()
export class Child extends Parent<string> {
  @From(MakesHandle) weights!: Artifact<Float32Array>;
}

@Task()
export class AsksChild {
  @From(Child, () => ({ epochs: 5 })) child!: string[];

  run(): void {}
}

@Task({ cache: { for: '1 day' }, retries: { times: 3, backoff: '500 ms', on: (error) => error instanceof TypeError } })
export class Ignores {
  @Param() folds: number[] = [];
  @From(Validate, undefined, { significant: false }) a!: Output<Validate>;
  @From.artifact(Validate, () => ({ fold: 1 }), { significant: false }) b!: Artifact<Output<Validate>>;
  @FromEach(Validate, (self: Ignores) => self.folds.map((fold) => ({ fold })), { significant: false })
  c!: Output<Validate>[];
  @FromIf(Validate, (self: Ignores) => self.folds.length > 0, undefined, { significant: false }) d?: Output<Validate>;

  run(): void {}
}

@Task()
export class Fib {
  @Param() n = 10;
  @FromIf(Fib, (self: Fib) => self.n > 1, (self: Fib) => ({ n: self.n - 1 })) before?: number;
  @FromIf(Fib, (self: Fib) => self.n > 1, (self: Fib) => ({ n: self.n - 2 })) beforeThat?: number;

  run() {
    return this.n < 2 ? this.n : this.before! + this.beforeThat!;
  }
}

@Task()
export class Tree {
  @Param() depth = 3;
  @FromEach(Tree, (self: Tree) => (self.depth > 0 ? [{ depth: self.depth - 1 }] : [])) below!: Output<Tree>[];

  run(): number {
    return this.below.length;
  }
}

@Task()
export class Schemas {
  @Param(z.enum(['fast', 'exact'])) mode: 'fast' | 'exact' = 'fast';
  @Param(z.number().int(), { doc: 'passes' }) epochs = 20;
  @Param(z.coerce.date()) day!: Date;
  @Param(z.string().optional()) note?: string;
  @Param(v.picklist(['a', 'b'])) letter!: string;
  @Param(type('string.email')) address!: string;
  @Param(type({ low: 'number', high: 'number' }), { secret: true }) range!: { low: number; high: number };

  run(): void {}
}

export const params: ParamsOf<Validate> = { fold: 3, note: undefined };

@Task({ limits: 'gpu' })
export class OneUnit {
  run(): void {}
}

@Task({ limits: ['gpu', 'licence'] as const })
export class OneOfEach {
  run(): void {}
}

@Task({ limits: { gpu: 1, 'warehouse-connections': 2 } })
export class Several {
  run(): void {}
}
