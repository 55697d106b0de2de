import type { LimitNeed } from '../authoring/limits.ts';
import type { TaskNote } from '../authoring/notes.ts';
import type { ResolvedSettings } from '../config/load.ts';
import { UserMistake } from '../errors.ts';
import { didYouMean } from '../values/nearest.ts';

/** A task takes of a limit that the settings don't have. */
export class UnknownLimit extends UserMistake {
  constructor(path: string, { name, units }: LimitNeed, known: readonly string[], profile: string) {
    const others = known.length === 0 ? '' : `; the limits are: ${known.join(', ')}`;
    super(
      'UNKNOWN_LIMIT',
      `${path} takes ${units} of the limit ${name}, which the settings of the profile ${profile} don't have.${didYouMean(name, known)}`,
      { next: `Add it to clew.config.ts, as in \`limits: { '${name}': ${units} }\`${others}.` },
    );
  }
}

/** A task takes more than there is, so it would wait for ever. */
export class LimitTooSmall extends UserMistake {
  constructor(path: string, { name, units }: LimitNeed, capacity: number, profile: string) {
    super(
      'LIMIT_TOO_SMALL',
      `${path} takes ${units} of the limit ${name}, and the settings of the profile ${profile} have ${capacity}.`,
      { next: `Let it take less, or raise limits.${name} in clew.config.ts.` },
    );
  }
}

/** What could never be had is said before anything runs. `path` is how the target reaches the task. */
export function checkLimits({ limits }: TaskNote, path: string, settings: ResolvedSettings): void {
  for (const need of limits ?? []) {
    const capacity = Object.hasOwn(settings.limits, need.name) ? settings.limits[need.name]! : undefined;
    if (capacity === undefined) {
      throw new UnknownLimit(path, need, Object.keys(settings.limits), settings.profile);
    }
    if (need.units > capacity) throw new LimitTooSmall(path, need, capacity, settings.profile);
  }
}
