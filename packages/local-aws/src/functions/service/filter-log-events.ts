import { z } from 'zod';
import { readFilterPattern, UnknownPattern } from './filter-pattern.ts';
import { JsonServiceError } from './json-service.ts';
import { eventFields, groupOf, INVALID, streamsOf } from './log-requests.ts';
import type { LogEvent, LogStore } from './log-store.ts';

/** The event that a page ends with. */
interface Place {
  readonly atMs: number;
  readonly id: number;
}

const BEGINNING: Place = { atMs: Number.NEGATIVE_INFINITY, id: 0 };

export const filterSchema = z.object({
  ...eventFields,
  logStreamNames: z.array(z.string()).optional(),
  logStreamNamePrefix: z.string().default(''),
  filterPattern: z.string().default(''),
  nextToken: z
    .string()
    .regex(/^\d+-\d+$/, 'The specified nextToken is invalid.')
    .transform((token): Place => {
      const [atMs, id] = token.split('-').map(Number);
      return { atMs: atMs!, id: id! };
    })
    .default(BEGINNING),
});

const isBehind = (event: LogEvent, place: Place) =>
  event.atMs > place.atMs || (event.atMs === place.atMs && event.id > place.id);

function readPattern(pattern: string): (text: string) => boolean {
  try {
    return readFilterPattern(pattern);
  } catch (error) {
    if (error instanceof UnknownPattern) throw new JsonServiceError(INVALID, error.message);
    throw error;
  }
}

/** FilterLogEvents: in the order of time; a token names the event that the page before ended with. */
export function filterLogEvents(logs: LogStore, request: z.infer<typeof filterSchema>): object {
  const {
    logStreamNames: names,
    logStreamNamePrefix: prefix,
    startTime,
    endTime,
    limit,
    nextToken,
  } = request;
  const matches = readPattern(request.filterPattern);
  const found = streamsOf(logs, groupOf(request))
    .filter(({ name }) => name.startsWith(prefix) && (names === undefined || names.includes(name)))
    .flatMap(({ events }) => events)
    .filter((event) => event.atMs >= startTime && event.atMs < endTime && isBehind(event, nextToken))
    .filter(({ text }) => matches(text))
    .sort((a, b) => a.atMs - b.atMs || a.id - b.id);
  const page = found.slice(0, limit);
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
}
