import { type ByteRange, type ByteStream, collectBytes } from '@parquetry/core';
import type { GetRequest, GetResponse, ObjectWire } from '../wire.ts';
import { prefetch } from './prefetch.ts';
import { openRest, type Resuming, resumeBody } from './resume-body.ts';

export interface Reading extends Resuming {
  readonly rangeBytes: number;
  readonly rangesInFlight: number;
}

/** A range in pieces of `rangeBytes`, the last one shorter. */
export function cutRange({ start, end }: ByteRange, rangeBytes: number): ByteRange[] {
  const count = Math.max(0, Math.ceil((end - start) / rangeBytes));
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * rangeBytes;
    return { start: from, end: Math.min(end, from + rangeBytes) };
  });
}

/** Whoever looks at the beginning of an object alone stops before: nothing is read ahead for them. */
const READ_AHEAD_AFTER_BYTES = 2 << 20;

/** Ranges in order, `rangesInFlight` of them at once; each is in memory as soon as it has come. */
async function* readRanges(
  wire: ObjectWire,
  first: GetResponse,
  rest: readonly ByteRange[],
  request: GetRequest,
  reading: Reading,
): ByteStream {
  async function* readRange(range: ByteRange): ByteStream {
    yield* resumeBody(wire, await openRest(wire, first.etag, range, request), request, reading);
  }
  const inFlight: ByteStream[] = [prefetch(resumeBody(wire, first, request, reading))];
  let next = 0;
  const readAhead = () => {
    while (next < rest.length && inFlight.length + 1 < reading.rangesInFlight) {
      inFlight.push(prefetch(readRange(rest[next++]!)));
    }
  };
  let taken = 0;
  for (let head = inFlight.shift(); head !== undefined; head = inFlight.shift()) {
    for await (const chunk of head) {
      if (taken >= READ_AHEAD_AFTER_BYTES) readAhead();
      taken += chunk.length;
      yield chunk;
    }
    if (inFlight.length === 0 && next < rest.length) inFlight.push(prefetch(readRange(rest[next++]!)));
  }
}

/** The object, or a range of it, by ranged requests that all see one version of it. Holds `rangeBytes` × `rangesInFlight` bytes at most. */
export async function* readObject(wire: ObjectWire, request: GetRequest, reading: Reading): ByteStream {
  const { range, signal } = request;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const own = { ...request, signal: stop.signal };
  try {
    const start = range?.start ?? 0;
    // Of an empty range, one byte tells whether the object is there.
    const isEmpty = range !== undefined && range.end <= start;
    const end = isEmpty ? start + 1 : (range?.end ?? Number.POSITIVE_INFINITY);
    const first = await wire.get({
      ...own,
      range: { start, end: Math.min(end, start + reading.rangeBytes) },
    });
    if (first === undefined) return;
    const rest = cutRange(
      { start: first.range.end, end: Math.min(end, first.objectBytes) },
      reading.rangeBytes,
    );
    const bytes = readRanges(wire, first, rest, own, reading);
    if (isEmpty) await collectBytes(bytes);
    else yield* bytes;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    // Requests that nobody waits for any more, after an error or when the reader has stopped early.
    stop.abort();
  }
}
