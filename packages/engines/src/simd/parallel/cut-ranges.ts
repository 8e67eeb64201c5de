import type { ByteRange, ConversionPlan, ObjectStore } from '@parquetry/core';

const LINE_FEED = 0x0a;
/** Of what is looked through for a line feed at a time. */
const LOOK_BYTES = 1 << 14;

/** Smaller ranges are not worth a row group; larger ones gain nothing. */
const LEAST_RANGE_BYTES = 1 << 20;
const MOST_RANGE_BYTES = 32 << 20;
/** Of each thread, where the source has so much: few, for row groups to be large, but enough to finish together. */
const RANGES_PER_THREAD = 2;
/** Of a thread's memory: a range and what has become of others are held at once. */
const MEMORY_SHARE = 8;

/** Into how many bytes a source is cut for several threads, each of which may use `memoryBytes`. */
export function rangeBytesFor(bytes: number, threads: number, memoryBytes: number): number {
  const most = Math.max(LEAST_RANGE_BYTES, Math.min(MOST_RANGE_BYTES, memoryBytes / MEMORY_SHARE));
  const rounds = Math.max(1, Math.ceil(bytes / (most * threads * RANGES_PER_THREAD)));
  const evenly = Math.ceil(bytes / (threads * RANGES_PER_THREAD * rounds));
  return Math.max(LEAST_RANGE_BYTES, evenly);
}

/** Where ranges would end if lines did not matter, the last one at `end`. */
export function nominalEnds({ start, end }: ByteRange, rangeBytes: number): number[] {
  const count = Math.max(1, Math.round((end - start) / rangeBytes));
  return Array.from({ length: count }, (_, index) =>
    index === count - 1 ? end : Math.floor(start + ((end - start) * (index + 1)) / count),
  );
}

/** Where the line begins behind the first line feed at or after `from`, or `end`. */
export async function nextLineStart(
  store: ObjectStore,
  { ref }: Pick<ConversionPlan['source'], 'ref'>,
  { start: from, end }: ByteRange,
  options: { readonly ifMatch: string; readonly signal?: AbortSignal },
): Promise<number> {
  for (let at = from, bytes = LOOK_BYTES; at < end; bytes *= 2) {
    const to = Math.min(at + bytes, end);
    for await (const chunk of store.read(ref, { ...options, range: { start: at, end: to } })) {
      const feed = chunk.indexOf(LINE_FEED);
      if (feed >= 0) return at + feed + 1;
      at += chunk.length;
    }
    if (at < to) return end;
  }
  return end;
}
