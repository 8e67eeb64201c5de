import { z } from 'zod';
import { groupArn, groupFields, groupOf, streamsOf } from './log-requests.ts';
import type { LogStore, LogStream } from './log-store.ts';

const MOST_DESCRIBED = 50;

const pageFields = {
  /** Where the page begins. */
  nextToken: z.string().regex(/^\d+$/, 'The specified nextToken is invalid.').transform(Number).default(0),
  limit: z.number().int().min(1).max(MOST_DESCRIBED).default(MOST_DESCRIBED),
};

export const groupsSchema = z.object({
  logGroupNamePrefix: z.string().default(''),
  logGroupNamePattern: z.string().default(''),
  ...pageFields,
});

export const streamsSchema = z.object({
  ...groupFields,
  logStreamNamePrefix: z.string().default(''),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  ...pageFields,
});

interface Paged {
  readonly nextToken: number;
  readonly limit: number;
}

function pageOf<Item>(items: readonly Item[], { nextToken: start, limit }: Paged) {
  const end = start + limit;
  return { page: items.slice(start, end), next: end < items.length ? { nextToken: `${end}` } : {} };
}

/** DescribeLogGroups. */
export function describeLogGroups(logs: LogStore, request: z.infer<typeof groupsSchema>): object {
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern } = request;
  const found = logs.groups.filter(({ name }) => name.startsWith(prefix) && name.includes(pattern));
  const { page, next } = pageOf(found, request);
  const logGroups = page.map(({ name, createdMs }) => ({
    logGroupName: name,
    creationTime: createdMs,
    arn: `${groupArn(name)}:*`,
    logGroupArn: groupArn(name),
    metricFilterCount: 0,
    logGroupClass: 'STANDARD',
  }));
  return { logGroups, ...next };
}

const describeStream = (group: string, { name, createdMs, events }: LogStream) => ({
  logStreamName: name,
  creationTime: createdMs,
  arn: `${groupArn(group)}:log-stream:${name}`,
  ...(events.length > 0 && {
    firstEventTimestamp: events[0]?.atMs,
    lastEventTimestamp: events.at(-1)?.atMs,
    lastIngestionTime: events.at(-1)?.keptAtMs,
  }),
});

const lastMs = ({ events }: LogStream) => events.at(-1)?.atMs ?? 0;

/** DescribeLogStreams. */
export function describeLogStreams(logs: LogStore, request: z.infer<typeof streamsSchema>): object {
  const group = groupOf(request);
  const found = streamsOf(logs, group).filter(({ name }) => name.startsWith(request.logStreamNamePrefix));
  const ordered =
    request.orderBy === 'LastEventTime' ? found.toSorted((a, b) => lastMs(a) - lastMs(b)) : found;
  const { page, next } = pageOf(request.descending ? ordered.toReversed() : ordered, request);
  return { logStreams: page.map((stream) => describeStream(group, stream)), ...next };
}
