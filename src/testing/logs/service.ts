import { Refusal } from '../aws/refusal.ts';
import type { LogEvent, LogStream, LogStore } from './store.ts';
import type { Service } from '../json/service.ts';
import { type FilterRequest, filterEvents } from './filter.ts';
import { type Shape, flag, list, moment, oneOf, struct, text, whole } from '../json/shape.ts';

/** CloudWatch Logs, as far as one needs it to read what jobs have printed. */
export function logsService<Kind extends string>(store: LogStore, emptyPage: Kind): Service<Kind> {
  const streamsOf = (group: string): readonly LogStream[] => {
    const streams = store.streams(group);
    if (!streams) throw new Refusal('ResourceNotFoundException', 'The specified log group does not exist.');
    return streams;
  };
  return {
    target: 'Logs_20140328',
    name: 'logs',
    invalid: 'InvalidParameterException',
    operations: {
      DescribeLogStreams: {
        shape: describeLogStreams,
        perform({ input }) {
          const asked = input as StreamsRequest;
          return describeStreams(streamsOf(asked.logGroupName), asked);
        },
      },
      GetLogEvents: {
        shape: getLogEvents,
        perform({ input }) {
          const asked = input as GetRequest;
          const stream = streamsOf(asked.logGroupName).find(({ name }) => name === asked.logStreamName);
          if (!stream) throw new Refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
          return getEvents(stream, asked);
        },
      },
      FilterLogEvents: {
        shape: filterLogEvents,
        perform({ input, fault }) {
          const asked = input as FilterRequest;
          return filterEvents(streamsOf(asked.logGroupName), asked, fault === emptyPage);
        },
      },
    },
  };
}

const group = text({ min: 1, max: 512, pattern: /[.\-_/#A-Za-z0-9]+/ });
const stream = text({ min: 1, max: 512, pattern: /[^:*]*/ });
const token = text({ min: 1 });

export const describeLogStreams: Shape = struct(
  { logGroupName: group },
  {
    logStreamNamePrefix: stream,
    orderBy: oneOf('LogStreamName', 'LastEventTime'),
    descending: flag,
    nextToken: token,
    limit: whole(1, 50),
  },
);

/** Times are in milliseconds here. */
const times = { startTime: moment, endTime: moment };

export const getLogEvents: Shape = struct(
  { logGroupName: group, logStreamName: stream },
  { ...times, nextToken: token, limit: whole(1, 10_000), startFromHead: flag },
);

export const filterLogEvents: Shape = struct(
  { logGroupName: group },
  {
    ...times,
    logStreamNames: list(stream, 1, 100),
    logStreamNamePrefix: stream,
    filterPattern: text({ max: 1024 }),
    nextToken: token,
    limit: whole(1, 10_000),
    interleaved: flag,
  },
);

export interface StreamsRequest {
  readonly logGroupName: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: 'LogStreamName' | 'LastEventTime';
  readonly descending?: boolean;
  readonly nextToken?: string;
  readonly limit?: number;
}

const defaultPage = 50;

export function describeStreams(all: readonly LogStream[], asked: StreamsRequest): object {
  const { logStreamNamePrefix: prefix = '', orderBy = 'LogStreamName', nextToken, limit = defaultPage } = asked;
  if (prefix !== '' && orderBy === 'LastEventTime') {
    throw new Refusal('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const sign = asked.descending ? -1 : 1;
  const sorted = all
    .filter(({ name }) => name.startsWith(prefix))
    .toSorted((a, b) =>
      orderBy === 'LogStreamName' ? sign * (a.name < b.name ? -1 : 1) : sign * (lastOf(a) - lastOf(b)),
    );
  const start = nextToken === undefined ? 0 : sorted.findIndex(({ name }) => name === decode(nextToken)) + 1;
  const shown = sorted.slice(start, start + limit);
  return {
    logStreams: shown.map(documentOf),
    ...(start + limit < sorted.length && { nextToken: encode(shown.at(-1)!.name) }),
  };
}

const encode = (name: string): string => Buffer.from(name).toString('base64url');
const decode = (token: string): string => Buffer.from(token, 'base64url').toString();

const lastOf = ({ created, events }: LogStream): number => events.at(-1)?.timestamp ?? created;

function documentOf({ name, created, events }: LogStream): object {
  const [first, last] = [events[0], events.at(-1)];
  return {
    logStreamName: name,
    creationTime: created,
    storedBytes: 0,
    ...(first &&
      last && {
        firstEventTimestamp: first.timestamp,
        lastEventTimestamp: last.timestamp,
        lastIngestionTime: last.timestamp,
      }),
  };
}

export interface GetRequest {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

const defaultEvents = 10_000;
/** A page is never larger, however many lines it has. */
const largestPage = 1024 * 1024;

/** The cost of a line beside its text. */
const overhead = 26;

/**
 * One page of a stream. `f/…` goes on from a place and `b/…` back from it; at an end of the stream the token that came is
 * given back, and that is the only way to know.
 */
export function getEvents({ events }: LogStream, asked: GetRequest): object {
  const { nextToken, limit = defaultEvents, startFromHead = false } = asked;
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
