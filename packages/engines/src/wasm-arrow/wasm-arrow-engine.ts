import {
  type ByteStream,
  type ColumnBatch,
  type Conversion,
  type ConversionPlan,
  type Engine,
  type ObjectStore,
  type OutputPlan,
  observeReads,
  openSource,
  StageClock,
  writeTogether,
} from '@parquetry/core';
import { accounted, type EncodedFile } from './account-rows.ts';
import { encodeAvro } from './avro/encode-avro-container.ts';
import { type MemoryBudget, memoryBudget } from './memory-budget.ts';
import { encodeParquet } from './parquet/encode-parquet.ts';
import { loadParquetWasm } from './parquet/load-parquet-wasm.ts';
import { readBatches } from './read-batches.ts';
import { shareBatches } from './share-batches.ts';

interface Tally {
  storedBytes: number;
  parsedBytes: number;
  rowsRead: number;
}

async function* countBytes(stream: ByteStream, tally: Tally): ByteStream {
  for await (const chunk of stream) {
    tally.parsedBytes += chunk.length;
    yield chunk;
  }
}

/** The store, telling when one of its writes is called off: by the caller, or because another write failed. */
function watchWrites(store: ObjectStore, onAbort: (reason: unknown) => void): ObjectStore {
  return {
    ...store,
    write(ref, body, signal) {
      signal?.addEventListener('abort', () => onAbort(signal.reason), {
        once: true,
      });
      return store.write(ref, body, signal);
    },
  };
}

async function convert(
  store: ObjectStore,
  plan: ConversionPlan,
  budget: MemoryBudget,
  signal?: AbortSignal,
): Promise<Conversion> {
  const clock = new StageClock();
  const tally: Tally = { storedBytes: 0, parsedBytes: 0, rowsRead: 0 };
  const reading = new AbortController();
  const stored = observeReads(store, (bytes) => {
    tally.storedBytes += bytes;
  });
  const source = countBytes(clock.timePulls('read', openSource(stored, plan.source, reading.signal)), tally);
  const batches = readBatches(source, plan, budget, clock, (rows) => {
    tally.rowsRead += rows;
  });
  const shared = shareBatches(batches, plan.outputs.length);

  const encode = (output: OutputPlan, branch: AsyncIterable<ColumnBatch>): EncodedFile =>
    output.format === 'parquet'
      ? encodeParquet(branch, plan.schema, {
          codec: output.codec,
          budget,
          clock,
        })
      : encodeAvro(branch, plan.schema, { codec: output.codec, clock });
  const parts = plan.outputs.map((output, index) => {
    const file = encode(output, shared.branches[index]!);
    const body = accounted(output.format, file, () => tally.rowsRead);
    return { ref: output.ref, body: clock.timeConsumer('write', body) };
  });

  const stop = (reason: unknown) => {
    reading.abort(reason);
    return shared.stop(reason);
  };
  try {
    const written = await writeTogether(watchWrites(store, stop), parts, signal);
    const outputs = written.map(({ ref, bytes }, index) => ({
      format: plan.outputs[index]!.format,
      ref,
      bytes,
    }));
    return {
      status: 'converted',
      result: {
        rows: { read: tally.rowsRead, written: tally.rowsRead, rejected: 0 },
        bytes: { read: tally.storedBytes, parsed: tally.parsedBytes },
        outputs,
        stages: clock.stages(),
        elapsedMs: clock.elapsedMs(),
      },
    };
  } catch (cause) {
    await stop(cause);
    throw cause;
  }
}

/** Columnar from the first byte: CSV records → typed columns → Arrow → parquet-wasm, and Avro from the same columns. */
export const wasmArrow: Engine = {
  name: 'wasm-arrow',
  writers: { parquet: 'parquet-wasm', avro: 'parquetry' },

  supports: () => ({ supported: true }),

  async open(store, limits) {
    loadParquetWasm();
    const budget = memoryBudget(limits.memoryBytes);
    return {
      filesInFlight: 1,
      convert: (plan, signal) => convert(store, plan, budget, signal),
      async [Symbol.asyncDispose]() {},
    };
  },
};
