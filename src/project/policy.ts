import { UserMistake } from '../errors.ts';
import type { Tasks } from '../plan/tasks.ts';
import type { RunPolicy } from '../scheduler/options.ts';
import { didYouMean } from '../values/nearest.ts';

export class UnknownForcedTask extends UserMistake {
  constructor(name: string, known: readonly string[]) {
    super('UNKNOWN_TASK', `Nothing to force: this plan has no task "${name}".${didYouMean(name, known)}`, {
      next: `Its tasks are: ${known.join(', ')}.`,
    });
  }
}

/** Fills in what wasn't asked for, and refuses names that would silently force nothing. */
export function checkPolicy(asked: Partial<RunPolicy>, tasks: Tasks): RunPolicy {
  const { force = false, failFast = false, forceFrom = new Set<string>(), again } = asked;
  for (const name of forceFrom) if (!tasks.named(name)) throw new UnknownForcedTask(name, tasks.names);
  return { force, failFast, forceFrom, ...(again && { again }) };
}
