import { FromEach, Task, Workflow } from '../../../src/authoring/index.ts';
import type { Artifact, EachOptions, Output, WorkflowOptions } from '../../../src/authoring/index.ts';
import { Validate } from './tasks.ts';

const fraction: EachOptions = { tolerate: '12.5 %' };
const computed: number = 3;

@Task()
export class Alert {
  run(): void {}
}
@Task()
export class CleanUp {
  run(): void {}
}
class NoRun {
  walk(): void {}
}
abstract class Half {
  abstract run(): void;
}

@Workflow({ onFailure: Alert, finally: [CleanUp, Alert] })
export class Tolerant {
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: 2 }) a!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '10 %' }) b!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '10%', significant: false }) c!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '100 %' }) d!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '12.5 %' }) e!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: 0 }) f!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: computed }) g!: Output<Validate>[];
  @FromEach(Validate, () => [{ fold: 1 }], fraction) h!: Output<Validate>[];
  @FromEach.artifact(Validate, () => [{ fold: 1 }], { tolerate: '99 %' }) i!: Artifact<Output<Validate>>[];

  run(): void {}
}

export class WrongTolerances {
  // error: Type '"10"' is not assignable to type
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '10' }) a!: Output<Validate>[];
  // error: a share is 0 % to 100 %
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '120 %' }) b!: Output<Validate>[];
  // error: a share is 0 % to 100 %
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: '-5 %' }) c!: Output<Validate>[];
  // error: tolerate takes a whole number, 0 or more
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: -1 }) d!: Output<Validate>[];
  // error: tolerate takes a whole number, 0 or more
  @FromEach(Validate, () => [{ fold: 1 }], { tolerate: 1.5 }) e!: Output<Validate>[];
  // error: a share is 0 % to 100 %
  @FromEach.artifact(Validate, () => [{ fold: 1 }], { tolerate: '101%' }) f!: Artifact<Output<Validate>>[];
  // error: the task has no parameter 'typo'
  @FromEach(Validate, () => [{ fold: 1, typo: 2 }], { tolerate: 1 }) g!: Output<Validate>[];
}

// error: 'onFailure' does not exist in type 'TaskOptions'
@Task({ onFailure: Alert })
export class NoWorkflow {
  run(): void {}
}
// error: Type 'typeof NoRun' is not assignable to type
@Workflow({ onFailure: NoRun })
export class WrongHandler {
  run(): void {}
}
// error: Type 'typeof Half' is not assignable to type
@Workflow({ finally: [Half] })
export class HalfHandler {
  run(): void {}
}
// error: Type 'string' is not assignable to type
export const named: WorkflowOptions = { onFailure: 'Alert' };
