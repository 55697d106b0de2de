import { Refusal } from '../aws/refusal.ts';
import type { LogEvent, LogStream } from './store.ts';

export interface GetRequest {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

const defaultPage = 10_000;
/** A page is never larger, however many lines it has. */
const largestPage = 1024 * 1024;

/** The cost of a line beside its text. */
const overhead = 26;

/**
 * One page of a stream. `f/…` goes on from a place and `b/…` back from it; at an end of the stream the token that came is
 * given back, and that is the only way to know.
 */
export function getEvents({ events }: LogStream, asked: GetRequest): object {
  const { nextToken, limit = defaultPage, startFromHead = false } = asked;
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = asked;
  const isWithin = ({ timestamp }: LogEvent): boolean => timestamp >= startTime && timestamp < endTime;
  const { isForward, place } =
    nextToken === undefined
      ? { isForward: startFromHead, place: startFromHead ? 0 : events.length }
      : readToken(nextToken, events.length);
  const step = isForward ? 1 : -1;
  const shown: LogEvent[] = [];
  let size = 0;
  let i = isForward ? place : place - 1;
  for (; i >= 0 && i < events.length && shown.length < limit; i += step) {
    const event = events[i]!;
    size += Buffer.byteLength(event.message) + overhead;
    if (size > largestPage && shown.length > 0) break;
    if (isWithin(event)) shown.push(event);
  }
  const end = isForward ? i : i + 1;
  const [from, to] = isForward ? [place, end] : [end, place];
  return {
    events: (isForward ? shown : shown.toReversed()).map((event) => ({ ...event, ingestionTime: event.timestamp })),
    nextForwardToken: makeToken('f', to),
    nextBackwardToken: makeToken('b', from),
  };
}

const digits = 56;
const makeToken = (way: 'f' | 'b', place: number): string => `${way}/${String(place).padStart(digits, '0')}/s`;

function readToken(token: string, most: number): { readonly isForward: boolean; readonly place: number } {
  const [, way, place] = /^([fb])\/(\d+)\/s$/.exec(token) ?? [];
  if (place === undefined || Number(place) > most) {
    throw new Refusal('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return { isForward: way === 'f', place: Number(place) };
}
