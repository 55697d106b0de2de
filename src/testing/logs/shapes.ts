import { type Shape, flag, list, moment, oneOf, struct, text, whole } from '../json/shape.ts';

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
