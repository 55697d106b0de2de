import { Refusal } from '../aws/refusal.ts';
import type { LogStream } from './store.ts';

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
