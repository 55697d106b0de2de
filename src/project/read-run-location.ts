import { UserError } from '../errors.ts';

/** Where the tasks of a run are executed: on this machine, or as jobs of Amazon SageMaker. */
export type RunsOn = 'here' | 'sagemaker';

const places: readonly RunsOn[] = ['here', 'sagemaker'];

class UnknownPlace extends UserError {
  constructor(name: string, given: unknown) {
    super('UNKNOWN_PLACE', `${name} is ${JSON.stringify(given)}: tasks run ${places.join(' or on ')}.`, {
      next: `Say ${name === 'on' ? "on: 'sagemaker'" : '--on sagemaker'}, or leave it out.`,
    });
  }
}

/** `name` is how the option is called where it was given. */
export function readRunLocation(name: string, given: unknown): RunsOn {
  if (!places.includes(given as RunsOn)) throw new UnknownPlace(name, given);
  return given as RunsOn;
}
