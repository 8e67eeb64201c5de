import { z } from 'zod';
import { JsonServiceError } from './json-service.ts';
import { eventFields, groupOf, streamsOf } from './log-requests.ts';
import type { LogEvent, LogStore } from './log-store.ts';

export const getSchema = z.object({
  ...eventFields,
  logStreamName: z.string(),
  startFromHead: z.boolean().default(false),
  /** A direction, and the event that the page before ended or began with. */
  nextToken: z
    .string()
    .regex(/^[fb]\/\d+$/, 'The specified nextToken is invalid.')
    .optional(),
});

type GetRequest = z.infer<typeof getSchema>;

function pageOf(
  events: readonly LogEvent[],
  { nextToken, startFromHead, limit }: GetRequest,
): readonly LogEvent[] {
  if (nextToken === undefined) return startFromHead ? events.slice(0, limit) : events.slice(-limit);
  const [direction, text] = nextToken.split('/');
  const id = Number(text);
  if (direction === 'f') return events.filter((event) => event.id > id).slice(0, limit);
  return events.filter((event) => event.id < id).slice(-limit);
}

/** GetLogEvents: tokens name events, and so stay right while lines are added and forgotten. */
export function getLogEvents(logs: LogStore, request: GetRequest): object {
  const stream = streamsOf(logs, groupOf(request)).find(({ name }) => name === request.logStreamName);
  if (stream === undefined) {
    throw new JsonServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
  }
  const { startTime, endTime, nextToken } = request;
  const page = pageOf(
    stream.events.filter(({ atMs }) => atMs >= startTime && atMs < endTime),
    request,
  );
  const id = nextToken?.split('/')[1] ?? '0';
  return {
    events: page.map(({ atMs, keptAtMs, text }) => ({
      timestamp: atMs,
      ingestionTime: keptAtMs,
      message: text,
    })),
    nextForwardToken: `f/${page.at(-1)?.id ?? id}`,
    nextBackwardToken: `b/${page[0]?.id ?? id}`,
  };
}
