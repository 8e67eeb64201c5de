import { z } from 'zod';
import { REGION } from '../../server/address.ts';
import { readFilterPattern, UnknownPattern } from './filter-pattern.ts';
import { ACCOUNT_ID } from './function-name.ts';
import { JsonServiceError, type Operation, operation } from './json-service.ts';
import type { LogEvent, LogStore, LogStream } from './log-store.ts';

const INVALID = 'InvalidParameterException';
const MOST_EVENTS = 10_000;
const MOST_DESCRIBED = 50;

const token = z.string().optional();
const limit = (most: number) => z.number().int().min(1).max(most).default(most);
const groupFields = { logGroupName: z.string().optional(), logGroupIdentifier: z.string().optional() };

const arnOf = (group: string) => `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${group}`;
const nameOf = ({
  logGroupName,
  logGroupIdentifier,
}: {
  logGroupName?: string | undefined;
  logGroupIdentifier?: string | undefined;
}) => logGroupName ?? logGroupIdentifier?.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? '';

/** A page that begins where the token says. */
function pageOf<Item>(items: readonly Item[], most: number, nextToken: string | undefined) {
  const start = Number(nextToken ?? 0);
  if (!Number.isInteger(start) || start < 0) {
    throw new JsonServiceError(INVALID, 'The specified nextToken is invalid.');
  }
  const end = start + most;
  return { page: items.slice(start, end), next: end < items.length ? { nextToken: `${end}` } : {} };
}

const describeStream = (group: string, { name, createdMs, events }: LogStream) => ({
  logStreamName: name,
  creationTime: createdMs,
  arn: `${arnOf(group)}:log-stream:${name}`,
  ...(events.length > 0 && {
    firstEventTimestamp: events[0]?.atMs,
    lastEventTimestamp: events.at(-1)?.atMs,
    lastIngestionTime: events.at(-1)?.keptAtMs,
  }),
});

/** Reads `at-id` of the last event that was given. */
function readPlace(text: string | undefined): { atMs: number; id: number } {
  if (text === undefined) return { atMs: Number.NEGATIVE_INFINITY, id: 0 };
  const match = /^(\d+)-(\d+)$/.exec(text);
  if (match === null) throw new JsonServiceError(INVALID, 'The specified nextToken is invalid.');
  return { atMs: Number(match[1]), id: Number(match[2]) };
}

const isAfter = (event: LogEvent, place: { atMs: number; id: number }) =>
  event.atMs > place.atMs || (event.atMs === place.atMs && event.id > place.id);

function filterOf(pattern: string): (text: string) => boolean {
  try {
    return readFilterPattern(pattern);
  } catch (error) {
    if (error instanceof UnknownPattern) throw new JsonServiceError(INVALID, error.message);
    throw error;
  }
}

const filterSchema = z.object({
  ...groupFields,
  logStreamNames: z.array(z.string()).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: z.number().default(0),
  endTime: z.number().default(Number.POSITIVE_INFINITY),
  filterPattern: z.string().default(''),
  nextToken: token,
  limit: limit(MOST_EVENTS),
});

const getSchema = z.object({
  ...groupFields,
  logStreamName: z.string(),
  startTime: z.number().default(0),
  endTime: z.number().default(Number.POSITIVE_INFINITY),
  startFromHead: z.boolean().default(false),
  nextToken: z
    .string()
    .regex(/^[fb]\/\d+$/, 'The specified nextToken is invalid.')
    .optional(),
  limit: limit(MOST_EVENTS),
});

/** CloudWatch Logs, as far as readers of functions' logs need it. */
export function logsOperations(logs: LogStore): Readonly<Record<string, Operation>> {
  const streamsOf = (group: string): readonly LogStream[] => {
    const streams = logs.streams(group);
    if (streams === undefined) {
      throw new JsonServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return streams;
  };

  const filter = (request: z.infer<typeof filterSchema>): object => {
    const { logStreamNames: names, logStreamNamePrefix: prefix = '', startTime, endTime } = request;
    const matches = filterOf(request.filterPattern);
    const place = readPlace(request.nextToken);
    const found = streamsOf(nameOf(request))
      .filter(({ name }) => name.startsWith(prefix) && (names === undefined || names.includes(name)))
      .flatMap(({ events }) => events)
      .filter(({ atMs, text }) => atMs >= startTime && atMs < endTime && matches(text))
      .sort((a, b) => a.atMs - b.atMs || a.id - b.id)
      .filter((event) => isAfter(event, place));
    const page = found.slice(0, request.limit);
    const last = page.at(-1);
    return {
      events: page.map(({ id, stream, atMs, keptAtMs, text }) => ({
        eventId: `${id}`.padStart(56, '0'),
        logStreamName: stream,
        timestamp: atMs,
        ingestionTime: keptAtMs,
        message: text,
      })),
      searchedLogStreams: [],
      ...(last && found.length > page.length && { nextToken: `${last.atMs}-${last.id}` }),
    };
  };

  /** Tokens name the event that a page begins behind, and so stay right while lines are added and forgotten. */
  const getEvents = (request: z.infer<typeof getSchema>): object => {
    const stream = streamsOf(nameOf(request)).find(({ name }) => name === request.logStreamName);
    if (stream === undefined) {
      throw new JsonServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    const events = stream.events.filter(({ atMs }) => atMs >= request.startTime && atMs < request.endTime);
    const [direction, id = '0'] = request.nextToken?.split('/') ?? [
      request.startFromHead ? 'f' : 'b',
      undefined,
    ];
    const page =
      direction === 'f'
        ? events.filter((event) => event.id > Number(id)).slice(0, request.limit)
        : events
            .filter((event) => request.nextToken === undefined || event.id < Number(id))
            .slice(-request.limit);
    return {
      events: page.map(({ atMs, keptAtMs, text }) => ({
        timestamp: atMs,
        ingestionTime: keptAtMs,
        message: text,
      })),
      nextForwardToken: `f/${page.at(-1)?.id ?? id}`,
      nextBackwardToken: `b/${page[0]?.id ?? id}`,
    };
  };

  return {
    DescribeLogGroups: operation(
      INVALID,
      z.object({
        logGroupNamePrefix: z.string().default(''),
        logGroupNamePattern: z.string().default(''),
        nextToken: token,
        limit: limit(MOST_DESCRIBED),
      }),
      ({ logGroupNamePrefix: prefix, logGroupNamePattern: pattern, nextToken, limit: most }) => {
        const found = logs.groups.filter(({ name }) => name.startsWith(prefix) && name.includes(pattern));
        const { page, next } = pageOf(found, most, nextToken);
        const logGroups = page.map(({ name, createdMs }) => ({
          logGroupName: name,
          creationTime: createdMs,
          arn: `${arnOf(name)}:*`,
          logGroupArn: arnOf(name),
          metricFilterCount: 0,
          logGroupClass: 'STANDARD',
        }));
        return { logGroups, ...next };
      },
    ),
    DescribeLogStreams: operation(
      INVALID,
      z.object({
        ...groupFields,
        logStreamNamePrefix: z.string().default(''),
        orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
        descending: z.boolean().default(false),
        nextToken: token,
        limit: limit(MOST_DESCRIBED),
      }),
      (request) => {
        const group = nameOf(request);
        const found = streamsOf(group).filter(({ name }) => name.startsWith(request.logStreamNamePrefix));
        const lastOf = ({ events }: LogStream) => events.at(-1)?.atMs ?? 0;
        const ordered =
          request.orderBy === 'LastEventTime' ? found.toSorted((a, b) => lastOf(a) - lastOf(b)) : found;
        const directed = request.descending ? ordered.toReversed() : ordered;
        const { page, next } = pageOf(directed, request.limit, request.nextToken);
        return { logStreams: page.map((stream) => describeStream(group, stream)), ...next };
      },
    ),
    FilterLogEvents: operation(INVALID, filterSchema, filter),
    GetLogEvents: operation(INVALID, getSchema, getEvents),
    DeleteLogGroup: operation(INVALID, z.object({ logGroupName: z.string() }), ({ logGroupName }) => {
      streamsOf(logGroupName);
      logs.deleteGroup(logGroupName);
      return {};
    }),
  };
}
