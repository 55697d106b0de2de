import { type RunLocation, Task, Workflow } from '../../../src/authoring/index.ts';

@Task({ on: 'here' })
export class Announce {
  run(): void {}
}
@Task({ on: {} })
export class Plain {
  run(): void {}
}
@Task({ on: { instance: 'ml.m5.4xlarge', volumeGb: 200, batch: 16, vpc: { subnets: ['a'], securityGroups: ['b'] } } })
export class Features {
  run(): void {}
}
@Task({ on: { job: 'training', instance: 'ml.g5.xlarge', spot: true, role: 'arn:aws:iam::123456789012:role/x' } })
export class Train {
  run(): void {}
}
@Task({ on: { job: 'training', keepWarm: '15 min', image: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/clew:2' } })
export class Tune {
  run(): void {}
}
@Workflow({ on: { instance: 'ml.m5.large' } })
export class Nightly {
  run(): void {}
}

// error: Type '"sagemaker"' is not assignable to type
@Task({ on: 'sagemaker' })
export class Elsewhere {
  run(): void {}
}
// error: Property 'job' is missing in type
@Task({ on: { spot: true } })
export class SpotProcessing {
  run(): void {}
}
// error: Type 'string' is not assignable to type 'undefined'
@Task({ on: { job: 'processing', keepWarm: '15 min' } })
export class WarmProcessing {
  run(): void {}
}
// error: Type '"m5.large"' is not assignable to type '`ml.${string}.${string}`
@Task({ on: { instance: 'm5.large' } })
export class WrongInstance {
  run(): void {}
}
// error: Type '"clew-jobs"' is not assignable to type '`arn:${string}`
@Task({ on: { role: 'clew-jobs' } })
export class WrongRole {
  run(): void {}
}
// error: Type '"15"' is not assignable to type
@Task({ on: { job: 'training', keepWarm: '15' } })
export class WrongDuration {
  run(): void {}
}
// error: 'instances' does not exist in type
export const misspelt: RunLocation = { instances: 2 };
