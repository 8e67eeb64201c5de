import { type ByteRange, type ByteStream, collectBytes, type ReadOptions } from '@parquetry/core';
import type { GetRequest, GetResponse, ObjectWire } from '../wire.ts';
import { ReceivedRange } from './received-range.ts';
import { openRest, type Resuming, resumeBody } from './resume-body.ts';

export interface Reading extends Resuming {
  readonly rangeBytes: number;
  readonly rangesInFlight: number;
}

const LOOKED_AT_BYTES = 2 << 20;

interface ReadRequest extends GetRequest {
  readonly into?: ReadOptions['into'];
}

/** A range in pieces of `rangeBytes`, the last one shorter. */
export function cutRange({ start, end }: ByteRange, rangeBytes: number): ByteRange[] {
  const count = Math.max(0, Math.ceil((end - start) / rangeBytes));
  return Array.from({ length: count }, (_, index) => {
    const from = start + index * rangeBytes;
    return { start: from, end: Math.min(end, from + rangeBytes) };
  });
}

/** Ranges in order, `rangesInFlight` of them at once; each is in memory as soon as it has come. */
async function* readRanges(
  wire: ObjectWire,
  first: GetResponse,
  rest: readonly ByteRange[],
  request: ReadRequest,
  reading: Reading,
): ByteStream {
  async function* bytesOf(range: ByteRange): ByteStream {
    const response = range === first.range ? first : await openRest(wire, first.etag, range, request);
    yield* resumeBody(wire, response, request, reading);
  }
  const ranges = [first.range, ...rest];
  const inFlight: ReceivedRange[] = [];
  let next = 0;
  const begin = (most: number) => {
    while (inFlight.length < most && next < ranges.length) {
      inFlight.push(new ReceivedRange(bytesOf(ranges[next++]!)));
    }
  };
  // Whoever looks at the beginning of an object alone stops before: nothing is read ahead for them.
  let untilAhead = Math.min(LOOKED_AT_BYTES, reading.rangeBytes / 2);
  for (;;) {
    begin(1);
    const head = inFlight.shift();
    if (head === undefined) return;
    if (untilAhead <= 0) begin(reading.rangesInFlight - 1);
    for await (const chunk of head.chunks(request.into)) {
      yield chunk;
      untilAhead -= chunk.length;
      if (untilAhead <= 0) begin(reading.rangesInFlight - 1);
    }
  }
}

/** The object, or a range of it, by ranged requests that all see one version of it. Holds `rangeBytes` × `rangesInFlight` bytes at most. */
export async function* readObject(wire: ObjectWire, request: ReadRequest, reading: Reading): ByteStream {
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
