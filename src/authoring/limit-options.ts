import { badOption } from './errors.ts';

/**
 * The units that a task takes of the limits in the settings.
 *
 * @example
 * ```ts
 * @Task({ limits: 'gpu' })
 * export class Train { run() { … } }
 *
 * @Task({ limits: { gpu: 2, 'warehouse-connections': 1 } })
 * export class TrainLarge { run() { … } }
 * ```
 */
export type LimitsTaken = string | readonly string[] | Readonly<Record<string, number>>;

/** So many units of one limit. */
export interface LimitNeed {
  readonly name: string;
  readonly units: number;
}

/** Frozen; undefined where nothing is taken. */
export function settleLimits(limits: LimitsTaken | undefined, where: string): readonly LimitNeed[] | undefined {
  if (limits === undefined) return undefined;
  const needs = needsOf(limits, where);
  for (const { name, units } of needs) {
    if (name.trim() === '') throw badOption(where, 'limits has an empty name', 'Name a limit of the settings.');
    if (!Number.isSafeInteger(units) || units < 1)
      throw badOption(
        `limits in ${where}`,
        `${name} is ${String(units)}`,
        'Give a whole number, 1 or more, or leave it out.',
      );
  }
  return needs.length === 0 ? undefined : Object.freeze(needs.map((need) => Object.freeze(need)));
}

function needsOf(limits: LimitsTaken, where: string): LimitNeed[] {
  if (typeof limits === 'string') return [{ name: limits, units: 1 }];
  if (!Array.isArray(limits)) {
    if (typeof limits !== 'object' || limits === null)
      throw badOption(where, `limits is ${String(limits)}`, "Write it like 'gpu', ['gpu'] or { gpu: 1 }.");
    return Object.entries(limits).map(([name, units]) => ({ name, units }));
  }
  const names = limits as readonly string[];
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string')
      throw badOption(`limits in ${where}`, `item ${index} is a ${typeof name}`, "Write it like ['gpu'].");
    if (names.indexOf(name) < index)
      throw badOption(`limits in ${where}`, `${name} is there twice`, `Write it as \`{ '${name}': 2 }\`.`);
  }
  return names.map((name) => ({ name, units: 1 }));
}
