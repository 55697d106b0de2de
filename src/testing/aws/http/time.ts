/** `Tue, 24 Nov 2026 10:00:00 GMT`, as headers have it. */
export const httpDate = (time: number): string => new Date(time).toUTCString();

/** `2026-11-24T10:00:00.000Z`, as documents have it. */
export const isoDate = (time: number): string => new Date(time).toISOString();

/** `20261124T100000Z`, as signatures have it; undefined where it is none. */
export function readStamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
