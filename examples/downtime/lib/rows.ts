import { addDays, daysBetween, type Day } from './calendar.ts';
import type { Features } from './learner.ts';
import type { PlantEvent, Reading } from './plant.ts';

/** One machine on the morning of one day: what was known by then, and what came of it. */
export interface Row {
  readonly machine: string;
  readonly asOf: Day;
  /** From days before `asOf` only. */
  readonly features: Features;
  /** Whether the machine stopped in `[asOf, knownOn)`; null while that isn't over. */
  readonly stops: boolean | null;
  readonly knownOn: Day;
}

/** One machine's history, oldest first. */
export interface History {
  readonly machine: string;
  readonly readings: readonly Reading[];
  readonly events: readonly PlantEvent[];
}

const byDay = (a: { readonly day: Day }, b: { readonly day: Day }): number => (a.day < b.day ? -1 : 1);

export function histories(readings: readonly Reading[], events: readonly PlantEvent[]): History[] {
  const eventsOf = Map.groupBy(events, ({ machine }) => machine);
  return [...Map.groupBy(readings, ({ machine }) => machine)].map(([machine, own]) => ({
    machine,
    readings: own.toSorted(byDay),
    events: (eventsOf.get(machine) ?? []).toSorted(byDay),
  }));
}

/** The row of a machine on one day; undefined where too little is known of it, or where it stands still. */
export function rowOf({ machine, readings, events }: History, asOf: Day, horizon: number, today: Day): Row | undefined {
  const knownOn = addDays(asOf, horizon);
  // A service and a repair both make the machine as good as new: what was before says nothing any more.
  const since = events.findLast(({ day }) => day < asOf)?.day ?? readings[0]!.day;
  const span = (from: Day, until: Day): Reading[] =>
    readings.filter(({ day }) => day >= from && day < until && day >= since);
  const week = span(addDays(asOf, -7), asOf);
  const before = span(addDays(asOf, -28), addDays(asOf, -7));
  const fresh = span(since, addDays(since, 21)).filter(({ day }) => day < asOf);
  if (week.length < 4 || fresh.length < 4) return undefined;

  const [vibration, heat] = [mean(week, 'vibration'), mean(week, 'temperature')];
  const features = {
    vibration,
    vibrationTrend: before.length > 0 ? vibration - mean(before, 'vibration') : 0,
    vibrationRise: vibration - mean(fresh, 'vibration'),
    temperatureTrend: before.length > 0 ? heat - mean(before, 'temperature') : 0,
    temperatureRise: heat - mean(fresh, 'temperature'),
    load: mean([...week, ...before], 'load'),
    daysSinceService: daysBetween(since, asOf),
  };
  const stopped = events.some(({ kind, day }) => kind === 'standstill' && day >= asOf && day < knownOn);
  return { machine, asOf, features, stops: knownOn <= today ? stopped : null, knownOn };
}

function mean(readings: readonly Reading[], what: 'vibration' | 'temperature' | 'load'): number {
  return readings.reduce((sum, reading) => sum + reading[what], 0) / readings.length;
}
