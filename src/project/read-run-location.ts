import { userError } from '../errors.ts';

/** Where the tasks of a run are executed: on this machine, or as jobs of Amazon SageMaker. */
export type RunsOn = 'here' | 'sagemaker';

const places: readonly RunsOn[] = ['here', 'sagemaker'];

export const unknownPlace = userError('UNKNOWN_PLACE', (name: string, given: unknown) => ({
  message: `${name} is ${JSON.stringify(given)}: tasks run ${places.join(' or on ')}.`,
  next: `Say ${name}: 'sagemaker', or leave it out.`,
}));

/** `name` is how the option is called where it was given. */
export function readRunLocation(name: string, given: unknown): RunsOn {
  if (!places.includes(given as RunsOn)) throw unknownPlace(name, given);
  return given as RunsOn;
}
