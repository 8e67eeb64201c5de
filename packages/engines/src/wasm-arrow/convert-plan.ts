import {
  type ByteStream,
  type ColumnBatch,
  type Conversion,
  type ConversionPlan,
  type ConversionResult,
  displayRef,
  type ObjectStore,
  type OutputPlan,
  observeReads,
  openSource,
  RejectQueue,
  RowLedger,
  StageClock,
  writeTogether,
} from '@parquetry/core';
import { watchWrites } from '../shared/watch-writes.ts';
import { accounted, type EncodedFile } from './account-rows.ts';
import { encodeAvro } from './avro/encode-avro-container.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { encodeParquet } from './parquet/encode-parquet.ts';
import { readBatches } from './read-batches.ts';
import { type SharedBatches, shareBatches } from './share-batches.ts';

interface ByteTally {
  stored: number;
  parsed: number;
}

async function* countBytes(stream: ByteStream, tally: ByteTally): ByteStream {
  for await (const chunk of stream) {
    tally.parsed += chunk.length;
    yield chunk;
  }
}

/** The stream, no faster than the writer of the rows set aside keeps up: however many they are, few are held. */
async function* pacedBy(rejects: RejectQueue, stream: ByteStream): ByteStream {
  for await (const chunk of stream) {
    await rejects.drained();
    yield chunk;
  }
}

/** Ends the lines of the rejects file when all batches have been made. */
async function* endingRejects(
  batches: AsyncGenerator<ColumnBatch, void>,
  rejects: RejectQueue,
): AsyncGenerator<ColumnBatch, void> {
  yield* batches;
  rejects.end();
}

function encode(
  output: OutputPlan,
  { schema }: ConversionPlan,
  batches: AsyncIterable<ColumnBatch>,
  options: { budget: MemoryBudget; clock: StageClock },
): EncodedFile {
  return output.format === 'parquet'
    ? encodeParquet(batches, schema, { output, ...options })
    : encodeAvro(batches, schema, { output, clock: options.clock });
}

interface Reading {
  readonly shared: SharedBatches<ColumnBatch>;
  readonly ledger: RowLedger;
  readonly rejects: RejectQueue;
  readonly bytes: ByteTally;
  stop(reason: unknown): Promise<void>;
}

function startReading(
  store: ObjectStore,
  plan: ConversionPlan,
  budget: MemoryBudget,
  clock: StageClock,
): Reading {
  const { source, badRows } = plan;
  const bytes: ByteTally = { stored: 0, parsed: 0 };
  const abort = new AbortController();
  const rejects = new RejectQueue();
  const ledger = new RowLedger(displayRef(source.ref), badRows, {
    encoding: source.format.encoding,
    ...(plan.rejects && { keep: rejects.keep }),
  });
  const stored = observeReads(store, (length) => {
    bytes.stored += length;
  });
  const stream = clock.timePulls('read', pacedBy(rejects, openSource(stored, source, abort.signal)));
  const batches = readBatches(countBytes(stream, bytes), plan, budget, clock, ledger);
  const shared = shareBatches(endingRejects(batches, rejects), plan.outputs.length);
  return {
    shared,
    ledger,
    rejects,
    bytes,
    stop(reason) {
      abort.abort(reason);
      rejects.end();
      return shared.stop(reason);
    },
  };
}

/**
 * Carries out a plan as one stream from the source to its outputs and the rejects file, all of which become visible
 * together or not at all.
 *
 * @throws BadInputError, ContradictionError, StoreError.
 */
export async function convertPlan(
  store: ObjectStore,
  plan: ConversionPlan,
  budget: MemoryBudget,
  signal?: AbortSignal,
): Promise<Conversion> {
  const clock = new StageClock();
  const reading = startReading(store, plan, budget, clock);
  const { shared, ledger, rejects, bytes } = reading;
  const kept = () => ledger.read - ledger.rejected;
  const timed = (body: ByteStream) => clock.timeConsumer('write', body);

  const parts = plan.outputs.map((output, index) => {
    const file = encode(output, plan, shared.branches[index]!, { budget, clock });
    return { ref: output.ref, body: timed(accounted(output.format, file, kept)) };
  });
  const aside = plan.rejects && { ref: plan.rejects, body: timed(rejects.lines()), isOptional: true };
  try {
    const all = aside ? [...parts, aside] : parts;
    const written = await writeTogether(watchWrites(store, reading.stop), all, signal);
    const rejected = written[plan.outputs.length];
    const result: ConversionResult = {
      rows: { ...ledger.tally(), written: kept() },
      bytes: { read: bytes.stored, parsed: bytes.parsed },
      outputs: plan.outputs.map(({ format, ref }, index) => ({ format, ref, bytes: written[index]!.bytes })),
      ...(rejected && { rejects: { ref: rejected.ref, bytes: rejected.bytes } }),
      stages: clock.stages(),
      elapsedMs: clock.elapsedMs(),
    };
    return { status: 'converted', result };
  } catch (cause) {
    await reading.stop(cause);
    throw cause;
  }
}
