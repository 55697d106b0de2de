import { isOfAllRows } from '../../families/metric-names.ts';
import { number } from './values.ts';

/** Words for people who read no code. */

const midnight = /^(\d{4}-\d\d-\d\d)T00:00:00\.000Z$/;
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const dayHere = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const timeHere = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });

/** `1 November 2026 at 07:17`, in the time of whoever reads it. */
export const spokenMoment = (at: string): string =>
  `${dayHere.format(new Date(at))} at ${timeHere.format(new Date(at))}`;

export const spokenDay = (at: string): string => dayHere.format(new Date(at));

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `once`, `twice`, `18 times` */
export const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

/** `1 step`, `3 steps` */
export const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const longest = 40;
const maxValues = 3;

/** One value of a parameter, short. */
function spoken(value: unknown): string {
  if (typeof value === 'string') return midnight.test(value) ? day.format(new Date(value)) : value;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null) return 'none';
  if (Array.isArray(value)) {
    const text = listed(value.map(spoken));
    return text.length <= longest ? text : counted(value.length, 'value');
  }
  const text = JSON.stringify(value);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

/** `day: 1 November 2026; fold: 0 to 3`: of each parameter its values, or from where to where. */
export function spokenParams(params: Readonly<Record<string, readonly unknown[]>>): string {
  return Object.entries(params)
    .map(([name, values]) => `${name}: ${spokenValues(values)}`)
    .join('; ');
}

function spokenValues(values: readonly unknown[]): string {
  if (values.length <= maxValues) return listed(values.map(spoken));
  const isRange = values.every((value) => typeof value === 'number' || midnight.test(String(value)));
  if (isRange) return `${spoken(values[0])} to ${spoken(values.at(-1))}`;
  return `${values.slice(0, maxValues).map(spoken).join(', ')} and ${values.length - maxValues} more`;
}

const maxMetrics = 6;

/** `accuracy 0.88, auc between 0.85 and 0.87`, without what is of slices alone. */
export function spokenMetrics(metrics: Readonly<Record<string, readonly [number, number]>>): string {
  const all = Object.entries(metrics).filter(([name]) => isOfAllRows(name));
  const spoken = all
    .slice(0, maxMetrics)
    .map(([name, [least, greatest]]) =>
      least === greatest ? `${name} ${number(least)}` : `${name} between ${number(least)} and ${number(greatest)}`,
    );
  return listed(all.length > maxMetrics ? [...spoken, `${all.length - maxMetrics} more`] : spoken);
}
