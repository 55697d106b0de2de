const units = { ms: 1, s: 1000, sec: 1000, min: 60_000, h: 3_600_000, hour: 3_600_000, day: 86_400_000 } as const;
type Unit = keyof typeof units;

/**
 * A length of time as people write it.
 *
 * @example `'30 min'`, `'1.5 h'`, `'250 ms'`, `'2 days'`
 */
export type Duration = `${number} ${Unit | `${'hour' | 'day'}s`}` | `${number}${Unit}`;

/** Milliseconds, or undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim());
  if (!match) return undefined;
  const [, amount, name] = match as unknown as [string, string, string];
  const unit = (name in units ? name : name.replace(/s$/, '')) as Unit;
  return Object.hasOwn(units, unit) ? Number(amount) * units[unit] : undefined;
}

/** Short and for people: `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 20 min`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const steps = [
  ['day', units.day],
  ['h', units.h],
  ['min', units.min],
  ['s', units.s],
  ['ms', units.ms],
] as const;

const counted = (amount: number, unit: string): string =>
  `${amount} ${unit}${unit === 'day' && amount !== 1 ? 's' : ''}`;

/** As someone would have written it, nothing rounded: `1 day`, `36 h`, `90 min`. */
export function formatExact(ms: number): string {
  const [unit, length] = steps.find(([, each]) => ms >= each && ms % each === 0) ?? ['ms', 1];
  return counted(ms / length, unit);
}

/** Tells how long ago something was, by one unit that is fine enough: `45 s`, `26 h`, `12 days`. */
export function formatAge(ms: number): string {
  const [unit, length] = steps.find(([, each]) => ms >= 2 * each) ?? ['ms', 1];
  return counted(Math.floor(Math.max(0, ms) / length), unit);
}
