/** Days are texts like `2026-05-31`: they sort as they should, and read well in a trace. A span `[a, b)` leaves b out. */
export type Day = string;

const millisecondsADay = 24 * 60 * 60 * 1000;

export const dayOf = (date: Date): Day => date.toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => dayOf(new Date(Date.parse(day) + days * millisecondsADay));

export const daysBetween = (from: Day, until: Day): number => (Date.parse(until) - Date.parse(from)) / millisecondsADay;

/** The calendar months from one day to another; the last one ends where the span does. */
export function monthsBetween(from: Date, until: Date): { from: Date; until: Date }[] {
  const months: { from: Date; until: Date }[] = [];
  for (let start = from; start < until;) {
    const next = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
    months.push({ from: start, until: next < until ? next : until });
    start = next;
  }
  return months;
}
