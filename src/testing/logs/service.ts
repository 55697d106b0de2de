import { Refusal } from '../aws/refusal.ts';
import type { Service } from '../json/service.ts';
import { type FilterRequest, filterEvents } from './filter.ts';
import { type GetRequest, getEvents } from './get.ts';
import type { LogStore, LogStream } from './store.ts';
import { type StreamsRequest, describeStreams } from './streams.ts';
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
