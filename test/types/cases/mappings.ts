import { From, FromEach, FromIf, Task } from '../../../src/authoring/index.ts';
import type { Artifact, Output } from '../../../src/authoring/index.ts';
import { LoadReadings, Validate, type Reading } from './tasks.ts';

@Task()
export class WrongMappings {
  folds = [1, 2];
  day = new Date();

  // error: the task has no parameter 'typo'", task: LoadReadings
  @From(LoadReadings, (self: WrongMappings) => ({ day: self.day, typo: 1 })) a!: Reading[];
  // error: has no properties in common with type 'GivenTo<LoadReadings>'
  @From(LoadReadings, () => ({ typo: 1 })) b!: Reading[];
  // error: Type 'string' is not assignable to type 'Date'
  @From(LoadReadings, () => ({ day: '2026-11-01' })) c!: Reading[];
  // error: Type '"attic"' is not assignable to type
  @From(LoadReadings, () => ({ source: 'attic' })) d!: Reading[];
  // error: the task has no parameter 'typo'", task: Validate
  @FromEach(Validate, (self: WrongMappings) => self.folds.map((fold) => ({ fold, typo: 1 }))) e!: Output<Validate>[];
  // error: Type 'string' is not assignable to type 'number'
  @FromEach(Validate, (self: WrongMappings) => self.folds.map((fold) => ({ fold: `${fold}` }))) f!: Output<Validate>[];
  // error: the task has no parameter 'helper'
  @FromEach(Validate, () => [{ fold: 1, helper: () => 2 }]) g!: Output<Validate>[];
  // error: required in type 'Iterable<GivenTo<Validate>>'
  @FromEach(Validate, () => ({ fold: 1 })) h!: Output<Validate>[];
  // error: the task has no parameter 'second'
  @FromIf(Validate, () => true, () => ({ fold: 1, second: 2 })) i?: Output<Validate>;
  // error: Type 'string' is not assignable to type 'boolean'
  @FromIf(Validate, () => 'yes') j?: Output<Validate>;
  // error: the mapping's 'self' is another class than this one", self: Reading
  @FromEach(Validate, (self: Reading) => [{ fold: self.load }]) k!: Output<Validate>[];
  // error: 'self' is of type 'unknown'
  @From(Validate, (self) => ({ fold: self.folds[0] })) l!: Output<Validate>;
  // error: the task has no parameter 'b'
  @From(Validate, (self: WrongMappings) => (self.folds[0] ? { fold: 1 } : { fold: 2, b: 1 })) m!: Output<Validate>;
  // error: Type 'Promise<{ readonly fold: 1; }>' has no properties in common
  @From(Validate, async () => ({ fold: 1 })) n!: Output<Validate>;
  // error: Expected 2-3 arguments, but got 1
  @FromEach(Validate) o!: Output<Validate>[];
  // error: 'significance' does not exist in type 'InputOptions'
  @From(Validate, undefined, { significance: false }) s!: Output<Validate>;
  // error: the task has no parameter 'typo'", task: Validate
  @From(Validate, () => ({ fold: 1, typo: 1 }), { significant: false }) t!: Output<Validate>;
  // error: 'significant' does not exist in type
  @From(Validate, { significant: false }) u!: Output<Validate>;

  // error: the task has no parameter 'typo'", task: Validate
  @From.artifact(Validate, () => ({ fold: 1, typo: 1 })) p!: Artifact<Output<Validate>>;
  // error: the task has no parameter 'typo'", task: Validate
  @FromEach.artifact(Validate, (self: WrongMappings) => self.folds.map((fold) => ({ fold, typo: 1 }))) q!: Artifact[];
  // error: the task has no parameter 'typo'", task: Validate
  @FromIf.artifact(Validate, () => true, () => ({ fold: 1, typo: 1 })) r?: Artifact;

  run(): void {}
}
