import { Refusal } from '../aws/refusal.ts';
import type { LogStream } from './store.ts';

export interface FilterRequest {
  readonly logGroupName: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly filterPattern?: string;
  readonly nextToken?: string;
  readonly limit?: number;
}

const defaultPage = 10_000;

/** Where a page ended: the time of its last event, and which of the events of that time it was. */
type Place = readonly [timestamp: number, id: string];

/** Events of several streams in the order of their times. A page may be empty and have a token: only without one is it the last. */
export function filterEvents(all: readonly LogStream[], asked: FilterRequest, isEmpty: boolean): object {
  const { logStreamNames: names, logStreamNamePrefix: prefix = '', limit = defaultPage, nextToken } = asked;
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, filterPattern = '' } = asked;
  if (names && prefix !== '') {
    throw new Refusal('InvalidParameterException', 'logStreamNames and logStreamNamePrefix exclude each other.');
  }
  const terms = termsOf(filterPattern);
  const last = nextToken === undefined ? undefined : readToken(nextToken);
  const streams = all.filter(({ name }) => (names ? names.includes(name) : name.startsWith(prefix)));
  const found = streams
    .flatMap(({ name, events }) =>
      events.map(({ timestamp, message }, i) => {
        const id = `${name}/${String(i).padStart(9, '0')}`;
        return { logStreamName: name, timestamp, message, ingestionTime: timestamp, eventId: id };
      }),
    )
    .filter(
      ({ timestamp, message, eventId }) =>
        timestamp >= startTime &&
        timestamp <= endTime &&
        terms.every((term) => message.includes(term)) &&
        (!last || compare([timestamp, eventId], last) > 0),
    )
    .toSorted((a, b) => compare([a.timestamp, a.eventId], [b.timestamp, b.eventId]));
  const shown = isEmpty ? [] : found.slice(0, limit);
  const end = shown.at(-1);
  const place: Place = end ? [end.timestamp, end.eventId] : (last ?? [0, '']);
  return {
    events: shown,
    searchedLogStreams: [],
    ...(shown.length < found.length && { nextToken: makeToken(place) }),
    ...(isEmpty && { nextToken: makeToken(place) }),
  };
}

function compare(a: Place, b: Place): number {
  if (a[0] !== b[0]) return a[0] - b[0];
  return a[1] === b[1] ? 0 : a[1] < b[1] ? -1 : 1;
}

/** Words that must all be there. Amazon's language can say more, and that is refused rather than misread. */
function termsOf(pattern: string): string[] {
  if (/^\s*[[{%]|[?]|(?:^|\s)-/.test(pattern)) {
    throw new Refusal('InvalidParameterException', 'This server knows patterns of plain words alone.');
  }
  return Array.from(pattern.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, word]) => quoted ?? word!);
}

const makeToken = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function readToken(token: string): Place {
  try {
    const [timestamp, id] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [unknown, unknown];
    if (typeof timestamp === 'number' && typeof id === 'string') return [timestamp, id];
  } catch {
    // It is none of ours.
  }
  throw new Refusal('InvalidParameterException', 'The specified nextToken is invalid.');
}
