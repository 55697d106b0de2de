import { From, FromEach, FromIf, Task, Workflow } from '../../../src/authoring/index.ts';
import { HiddenRun, LoadReadings, NoRun, Unfinished, WithArguments } from './tasks.ts';

// error: a task needs a public method run()
@Task()
export class Empty {}

// error: a task needs a public method run()
@Workflow({ doc: 'a name without work' })
export class EmptyWorkflow {}

// error: a task needs a public method run()
@Task()
export class Hidden {
  protected run(): void {}
}

// error: run() of a task takes no arguments: parameters are fields
@Task()
export class Arguments {
  run(epochs: number): number {
    return epochs;
  }
}

// error: an abstract class, or one with a private constructor, is no task
@Task()
export abstract class Abstract {
  abstract run(): void;
}

// error: an abstract class, or one with a private constructor, is no task
@Task()
export class Singleton {
  private constructor() {}
  run(): void {}
}

@Task()
export class AsksWrongly {
  // error: a task needs a public method run()
  @From(NoRun) a!: number;
  // error: a task needs a public method run()
  @From(HiddenRun) b!: number;
  // error: run() of a task takes no arguments
  @From(WithArguments) c!: number;
  // error: an abstract class, or one with a private constructor, is no task
  @From(Unfinished) d!: number;
  // error: this is no class: name the task itself
  @From('LoadReadings') e!: string;
  // error: this is no class: name the task itself
  @From(() => LoadReadings) f!: string;
  // error: this is no class: name the task itself
  @From(new LoadReadings()) g!: string;
  // error: there is no class here: name the task
  @From(undefined) h!: string;
  // error: a task needs a public method run()
  @FromEach(NoRun, () => [{}]) i!: number[];
  // error: a task needs a public method run()
  @FromIf(NoRun, () => true) j?: number;

  run(): void {}
}

// error: is not assignable to type
@Task({ timeout: 'soon' })
export class BadTimeout {
  run(): void {}
}

// error: 'retrys' does not exist in type 'TaskOptions'
@Task({ retrys: 2 })
export class BadOption {
  run(): void {}
}

// error: 'retry' does not exist in type 'TaskOptions'
@Task({ retry: { times: 2 } })
export class WithRetry {
  run(): void {}
}

// error: Type 'Promise<boolean>' is not assignable to type 'boolean'
@Task({ retries: { times: 2, on: async () => true } })
export class AsyncRetry {
  run(): void {}
}

// error: is not assignable to type
@Task({ cache: { for: 'a while' } })
export class BadCache {
  run(): void {}
}

// error: Type 'number' is not assignable to type 'LimitsTaken | undefined'
@Task({ limits: 2 })
export class NumberOfUnits {
  run(): void {}
}

// error: Type 'string' is not assignable to type 'number'
@Task({ limits: { gpu: 'all' } })
export class WordForUnits {
  run(): void {}
}

// error: Type '"fiber"' is not assignable to type 'false | Isolation | undefined'.
@Task({ isolate: 'fiber' })
export class WrongIsolation {
  run(): void {}
}

// error: Type '"lots"' is not assignable to type
@Task({ isolate: 'process', memory: 'lots' })
export class WrongMemory {
  run(): void {}
}

@Task({ isolate: 'process', memory: '1.5 GB' })
export class RightIsolation {
  run(): void {}
}
