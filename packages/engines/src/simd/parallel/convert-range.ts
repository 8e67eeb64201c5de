import {
  type ByteRange,
  type ConversionPlan,
  displayRef,
  type ObjectStore,
  RowLedger,
  StageClock,
  type StageTimes,
} from '@parquetry/core';
import { KernelMemoryError } from '@parquetry/kernel';
import { CsvRows } from '../read-csv.ts';
import { RowFeed } from '../row-feed.ts';
import { expectedRows, mostRowGroupRows } from '../row-group-rows.ts';
import { SourceWindow } from '../source-window.ts';
import type { Tools } from '../tools.ts';
import { rangeOutput } from './range-outputs.ts';
import type { RangePart } from './range-part.ts';

/** Some of a source's records: a record begins at the start, if every record before it ends where it seems to. */
export interface RangeTask {
  readonly plan: ConversionPlan;
  /** The version of the source. */
  readonly etag: string;
  readonly range: ByteRange;
}

export type MadeRange =
  | {
      readonly status: 'made';
      readonly rows: number;
      /** In the order of the plan's outputs. */
      readonly parts: readonly RangePart[];
      readonly stages: StageTimes;
    }
  /** There is something in it that the kernel does not take, or its last record goes on behind its end. */
  | { readonly status: 'odd' };

/** Converts a range as if it were a file of its own. */
export async function convertRange(
  store: ObjectStore,
  { plan, etag, range }: RangeTask,
  tools: Tools,
  signal?: AbortSignal,
): Promise<MadeRange> {
  const { source, schema } = plan;
  const { kernel, table, buffers } = tools;
  const { format } = source;
  if (format.kind !== 'csv') throw new Error('internal error: only CSV is cut into ranges');
  const clock = new StageClock();
  const mostRows = mostRowGroupRows(plan);
  kernel.begin(table.setUp);
  kernel.exports.expectRows(expectedRows(plan, range.end - range.start));
  const outputs = plan.outputs.map((output) => rangeOutput(tools, output, { schema, mostRows }, clock));
  const ledger = new RowLedger(displayRef(source.ref), plan.badRows);
  const feed = new RowFeed(kernel, plan, outputs, mostRows, { ledger, clock });
  const stored = store.read(source.ref, {
    range,
    ifMatch: etag,
    into: buffers.into,
    ...(signal && { signal }),
  });
  const window = new SourceWindow(kernel, clock.timePulls('read', stored), range.start);
  try {
    const isWhole = await new CsvRows(feed, format, window).readRecords({ kernelOnly: true });
    if (!isWhole) return { status: 'odd' };
    await feed.finish();
  } catch (error) {
    if (error instanceof KernelMemoryError) return { status: 'odd' };
    throw error;
  } finally {
    await window.close();
  }
  return {
    status: 'made',
    rows: ledger.read,
    parts: outputs.map((output) => output.part()),
    stages: clock.stages(),
  };
}
