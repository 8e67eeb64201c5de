import {
  type ByteRange,
  type ByteStream,
  ByteWindow,
  type ConversionPlan,
  type CsvFormat,
  displayRef,
  type ObjectStore,
  type Reopening,
  type RowLedger,
  reopeningOf,
  type StageClock,
  type StageTimes,
} from '@parquetry/core';
import type { Output } from '../outputs.ts';
import { skipHead } from '../read-csv.ts';
import { isScanned } from '../table-set-up.ts';
import type { Tools } from '../tools.ts';
import { convertRange, type RangeTask } from './convert-range.ts';
import { convertRanges, type Lane } from './convert-ranges.ts';
import { nextLineStart, nominalEnds } from './cut-ranges.ts';
import type { SimdWorkers } from './simd-workers.ts';

/** A head is looked for in so many bytes at a time. */
const HEAD_BYTES = 1 << 16;
/** Converted ranges that wait for the one before them to be written, beside those that are under way. */
const RANGES_WAITING = 1;

/** Other threads, for the ranges of a source. */
export interface Helpers {
  readonly workers: Pick<SimdWorkers, 'count' | 'convertRange'>;
  /** Smaller sources are left to one thread. */
  readonly leastBytes: number;
  /** What a source of so many bytes is cut into. */
  readonly rangeBytes: (sourceBytes: number) => number;
}

/** A source that several threads can read. */
export interface RangedSource {
  readonly plan: ConversionPlan;
  readonly format: CsvFormat;
  readonly reopening: Reopening;
  readonly etag: string;
  readonly bytes: number;
}

/** The bytes that are left for one thread to read: a record begins at `start`. */
export interface RestOfSource extends ByteRange {
  readonly etag: string;
}

/** Where rows go, and what is noted of them. */
export interface RangeSinks {
  /** The same store: `quiet` counts nothing, for what is looked at beforehand. */
  readonly store: { readonly quiet: ObjectStore; readonly counted: ObjectStore };
  readonly outputs: readonly Output[];
  readonly ledger: RowLedger;
  readonly clock: StageClock;
  readonly signal: AbortSignal;
}

/** Whether several threads convert it together, where its store allows it. */
export const isRanged = ({ source }: ConversionPlan, { leastBytes }: Pick<Helpers, 'leastBytes'>): boolean =>
  source.compression === 'none' && source.bytes >= leastBytes && isScanned(source);

/** Undefined: one thread is to read it, since it is small, not for the kernel alone, or in a store of this thread's own. */
export async function rangedSource(
  store: ObjectStore,
  plan: ConversionPlan,
  helpers: Helpers,
  signal: AbortSignal,
): Promise<RangedSource | undefined> {
  const { source } = plan;
  const { format, ref, bytes } = source;
  if (format.kind !== 'csv' || !isRanged(plan, helpers)) return undefined;
  const reopening = reopeningOf(store);
  if (!reopening?.covers(ref)) return undefined;
  const stat = await store.stat(ref, signal);
  if (stat?.bytes !== bytes) return undefined;
  return { plan, format, reopening, etag: source.etag ?? stat.etag, bytes };
}

async function* inSmallRanges(
  { plan, etag: ifMatch, bytes }: RangedSource,
  { store, signal }: RangeSinks,
): ByteStream {
  for (let start = 0; start < bytes; start += HEAD_BYTES) {
    const range = { start, end: Math.min(start + HEAD_BYTES, bytes) };
    yield* store.quiet.read(plan.source.ref, { range, ifMatch, signal });
  }
}

/** Where the first record begins. */
async function endOfHead(source: RangedSource, sinks: RangeSinks): Promise<number> {
  const { format, plan } = source;
  const window = new ByteWindow(inSmallRanges(source, sinks));
  try {
    await skipHead(window, format, displayRef(plan.source.ref), plan.source.limits);
    return window.offset;
  } finally {
    await window.close();
  }
}

async function* cutIntoRanges(
  { plan, etag: ifMatch, bytes }: RangedSource,
  { store, signal }: RangeSinks,
  first: number,
  rangeBytes: number,
): AsyncGenerator<ByteRange, void> {
  let start = first;
  for (const nominal of nominalEnds({ start, end: bytes }, rangeBytes)) {
    const looked = { start: Math.max(nominal, start), end: bytes };
    const end = await nextLineStart(store.quiet, plan.source, looked, { ifMatch, signal });
    if (end > start) yield { start, end };
    start = end;
  }
}

function addStages(clock: StageClock, { readMs, parseMs, encodeParquetMs, encodeAvroMs }: StageTimes): void {
  clock.add('read', readMs);
  clock.add('parse', parseMs);
  clock.add('encodeParquet', encodeParquetMs);
  clock.add('encodeAvro', encodeAvroMs);
}

/**
 * Converts a source on this thread and others at once, range by range, as far as the kernel takes it. `tools` are this
 * thread's; nobody uses their kernel any more when this is done.
 */
export async function readInRanges(
  source: RangedSource,
  { workers, rangeBytes }: Helpers,
  tools: Tools,
  sinks: RangeSinks,
): Promise<RestOfSource> {
  const { plan, reopening, etag, bytes } = source;
  const { store, outputs, ledger, clock, signal } = sinks;
  const taskOf = (range: ByteRange): RangeTask => ({ plan, etag, range });
  const here: Lane = (range, stop) => convertRange(store.counted, taskOf(range), tools, stop);
  const there: Lane = (range, stop) =>
    workers.convertRange(taskOf(range), {
      signal: stop,
      onRead: reopening.onRead,
      spares: tools.spares.half(),
    });
  const odd = await convertRanges({
    ranges: cutIntoRanges(source, sinks, await endOfHead(source, sinks), rangeBytes(bytes)),
    lanes: [here, ...Array.from({ length: workers.count }, () => there)],
    mostAhead: workers.count + 1 + RANGES_WAITING,
    signal,
    async take(made) {
      ledger.read += made.rows;
      addStages(clock, made.stages);
      await Promise.all(made.parts.map((part, index) => outputs[index]!.take(part, tools.spares)));
    },
  });
  return { start: odd?.start ?? bytes, end: bytes, etag };
}
