import type { S3SettingsInput } from '@parquetry/s3';

const MIB = 1 << 20;

/** What Node, the SDK and the function's own code take before there is any work. */
const BASE_MB = 96;
const LEAST_MB = 32;
/** The rest is for the heap's garbage, and for buffers that nobody counts. */
const SHARE = 0.75;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: so many MB come with one whole CPU. */
const MB_OF_A_CPU = 1769;

/** What an engine may use of a function of so many MB. */
export const engineMemoryMb = (functionMb: number): number =>
  Math.max(LEAST_MB, Math.floor(Math.min(functionMb * SHARE, functionMb - BASE_MB)));

/** Of a function of so many MB: it sees two cores even where it is given a tenth of one. */
export const threadsOfMemory = (functionMb: number): number =>
  Math.max(1, Math.round(functionMb / MB_OF_A_CPU));

const MOST_AT_ONCE = 16;
/** As many as go side by side take a fourth of the memory, at most. */
const WHOLE_OBJECT_SHARE = 4 * MOST_AT_ONCE;
const RANGE_SHARE = 64;
/** With less, what S3's client holds by default would be too much: parts as small as S3 takes them, one at a time. */
const LITTLE_BYTES = 128 * MIB;
const LITTLE = { rangesInFlight: 2, partBytes: 5 * MIB, partsInFlight: 1 } as const;

const between = (least: number, value: number, most: number) =>
  Math.max(least, Math.min(Math.floor(value), most));

export interface MemoryBounds {
  /** Larger objects are streamed. */
  readonly wholeObjectBytes: number;
  readonly bytesInFlight: number;
  readonly concurrency: number;
  readonly s3: Pick<S3SettingsInput, 'rangeBytes' | 'rangesInFlight' | 'partBytes' | 'partsInFlight'>;
}

/** How much may be held at once, so that all of it and what becomes of it stay within the memory. */
export const boundsOfMemory = (memoryBytes: number): MemoryBounds => ({
  wholeObjectBytes: between(MIB, memoryBytes / WHOLE_OBJECT_SHARE, 16 * MIB),
  bytesInFlight: between(MIB, memoryBytes / 4, 64 * MIB),
  concurrency: between(1, memoryBytes / (8 * MIB), MOST_AT_ONCE),
  s3: {
    rangeBytes: between(MIB, memoryBytes / RANGE_SHARE, 4 * MIB),
    ...(memoryBytes < LITTLE_BYTES ? LITTLE : {}),
  },
});
