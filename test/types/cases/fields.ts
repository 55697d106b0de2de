import { From, FromEach, FromIf, Task } from '../../../src/authoring/index.ts';
import type { Artifact, Output } from '../../../src/authoring/index.ts';
import { LoadReadings, NoRun, Publish, Untyped, Validate } from './tasks.ts';

@Task()
export class WrongFields {
  // error: this field can't hold what the task's run() returns", task: LoadReadings, gives: Reading[]
  @From(LoadReadings) text!: string;
  // error: this field can't hold what the task's run() returns
  @From(LoadReadings) closed!: { machine: string; load: string }[];
  // error: this field can't hold what the task's run() returns", task: Validate
  @FromEach(Validate, () => [{ fold: 1 }]) numbers!: number[];
  // error: FromEach gives a list: type this field as an array
  @FromEach(Validate, () => [{ fold: 1 }]) single!: Output<Validate>;
  // error: this field can't hold what the task's run() returns", task: Publish, gives: string | undefined
  @FromIf(Publish, () => true) number?: number;
  // error: this field stays empty when the condition is false: add '?' to its name
  @FromIf(Publish, () => true) always!: string;

  run(): void {}
}

@Task()
export class WrongHandles {
  // error: this field is an Artifact: ask for it with From.artifact
  @From(LoadReadings) one!: Artifact<Output<LoadReadings>>;
  // error: this field is an Artifact: ask for it with FromEach.artifact
  @FromEach(Validate, () => [{ fold: 1 }]) each!: Artifact<Output<Validate>>[];
  // error: this field is an Artifact: ask for it with FromIf.artifact
  @FromIf(Publish, () => true) maybe?: Artifact<string>;
  // error: .artifact gives a handle: type this field as an Artifact, or use From without .artifact
  @From.artifact(LoadReadings) plain!: Output<LoadReadings>;
  // error: .artifact gives a handle: type this field as an Artifact, or use FromEach without .artifact
  @FromEach.artifact(Validate, () => [{ fold: 1 }]) plains!: Output<Validate>[];
  // error: .artifact gives a handle: type this field as an Artifact, or use FromIf without .artifact
  @FromIf.artifact(Publish, () => true) perhaps?: string;
  // error: this field can't hold a handle of what the task's run() returns", task: LoadReadings
  @From.artifact(LoadReadings) other!: Artifact<string>;
  // error: FromEach gives a list: type this field as an array
  @FromEach.artifact(Validate, () => [{ fold: 1 }]) single!: Artifact<Output<Validate>>;
  // error: this field stays empty when the condition is false
  @FromIf.artifact(Publish, () => true) always!: Artifact<string>;

  run(): void {}
}

@Task()
export class WrongPlaces<T> {
  // error: a private or protected field is out of reach: make it public
  @From(Publish) private hidden!: string;
  // error: a private or protected field is out of reach: make it public
  @From(Publish) protected half!: string;
  // error: a static field belongs to no run
  @From(Publish) static shared: string;
  // error: Decorators are not valid here
  @From(Publish) #secret!: string;
  // error: this is a method or an accessor: decorate a plain field
  @From(Untyped) method(): void {}
  // error: Argument of type '"generic"' is not assignable
  @From(Publish) generic!: T;
  // error: Property 'run' is missing in type 'NoRun'
  output!: Output<NoRun>;

  run(): void {}
}
