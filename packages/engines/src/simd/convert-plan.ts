import {
  type ByteStream,
  type Conversion,
  type ConversionPlan,
  type ConversionResult,
  displayRef,
  type ObjectStore,
  observeReads,
  openSource,
  RejectQueue,
  RowLedger,
  readRecords,
  StageClock,
  writeTogether,
} from '@parquetry/core';
import type { Kernel } from '@parquetry/kernel';
import { explainTrap } from './explain-trap.ts';
import { AvroOutput, type Output, ParquetOutput } from './outputs.ts';
import { CsvRows } from './read-csv.ts';
import { JsonRows } from './read-json.ts';
import { RowFeed } from './row-feed.ts';
import { SourceWindow } from './source-window.ts';
import { isScanned, type PreparedTable } from './table-set-up.ts';

/** Larger row groups gain nothing. */
const MOST_ROW_GROUP_ROWS = 1 << 20;
/** Of a row, to guess how many there are: eight for each cell. */
const BYTES_PER_CELL = 8;

/** Of the kernel's own reads: two buffers, one of which the store fills while the other is used. */
export class ReadBuffers {
  readonly #buffers: Uint8Array[] = [];
  #next = 0;

  readonly into = (bytes: number): Uint8Array => {
    const which = this.#next;
    this.#next = 1 - which;
    let buffer = this.#buffers[which];
    if (buffer === undefined || buffer.length < bytes) {
      buffer = new Uint8Array(bytes);
      this.#buffers[which] = buffer;
    }
    return buffer.subarray(0, bytes);
  };
}

/** What a conversion is carried out with. */
export interface Tools {
  readonly kernel: Kernel;
  readonly table: PreparedTable;
  readonly buffers: ReadBuffers;
}

/** One conversion under way. */
class PlanConversion {
  readonly #store: ObjectStore;
  readonly #plan: ConversionPlan;
  readonly #tools: Tools;
  readonly #clock = new StageClock();
  readonly #rejects = new RejectQueue();
  readonly #ledger: RowLedger;
  readonly #bytes = { stored: 0, parsed: 0 };
  readonly #abort = new AbortController();
  readonly #outputs: readonly Output[];
  readonly #rowGroupRows: number;

  constructor(store: ObjectStore, plan: ConversionPlan, tools: Tools) {
    const { source, badRows } = plan;
    this.#plan = plan;
    this.#tools = tools;
    this.#store = observeReads(store, (length) => {
      this.#bytes.stored += length;
    });
    this.#ledger = new RowLedger(displayRef(source.ref), badRows, {
      encoding: source.format.encoding,
      ...(plan.rejects && { keep: this.#rejects.keep }),
    });
    const parquet = plan.outputs.find((output) => output.format === 'parquet');
    this.#rowGroupRows = Math.min(parquet?.rowGroupRows ?? MOST_ROW_GROUP_ROWS, MOST_ROW_GROUP_ROWS);
    tools.kernel.begin(tools.table.setUp);
    tools.kernel.exports.expectRows(this.#expectedRows());
    this.#outputs = plan.outputs.map((output) =>
      output.format === 'parquet'
        ? new ParquetOutput(tools.kernel, tools.table.frame!, output, this.#rowGroupRows, this.#clock)
        : new AvroOutput(tools.kernel, plan.schema, output, parquet === undefined, this.#clock),
    );
  }

  /** Of a row group. */
  #expectedRows(): number {
    const { source, schema } = this.#plan;
    const rows = source.bytes / (BYTES_PER_CELL * schema.columns.length);
    return source.compression === 'none' ? Math.min(this.#rowGroupRows, Math.ceil(rows)) : this.#rowGroupRows;
  }

  async carryOut(signal?: AbortSignal): Promise<Conversion> {
    const { outputs, rejects } = this.#plan;
    const timed = (body: AsyncIterable<Uint8Array | readonly Uint8Array[]>) =>
      this.#clock.timeConsumer('write', body);
    const parts = outputs.map(({ ref }, index) => ({ ref, body: timed(this.#outputs[index]!.body) }));
    const aside = rejects && { ref: rejects, body: timed(this.#rejects.lines()), isOptional: true };
    const reading = this.#read().catch((cause: unknown) => this.#stop(this.#explained(cause)));
    try {
      const written = await writeTogether(this.#watched(), aside ? [...parts, aside] : parts, signal);
      return { status: 'converted', result: this.#result(written.map((stat) => stat?.bytes)) };
    } catch (cause) {
      this.#stop(cause);
      throw cause;
    } finally {
      await reading;
    }
  }

  #explained(cause: unknown): unknown {
    const { name, read } = this.#ledger;
    return explainTrap(cause, { name, rows: read, bytes: this.#bytes.parsed });
  }

  /** Ends everything that goes on, with a reason. */
  #stop(reason: unknown): void {
    this.#abort.abort(reason);
    this.#rejects.end();
    for (const output of this.#outputs) output.fail(reason);
  }

  /** The store, telling when one of its writes is called off: by the caller, or because another write failed. */
  #watched(): ObjectStore {
    const store = this.#store;
    return {
      ...store,
      write: (ref, body, signal) => {
        if (signal?.aborted) this.#stop(signal.reason);
        else signal?.addEventListener('abort', () => this.#stop(signal.reason), { once: true });
        return store.write(ref, body, signal);
      },
    };
  }

  /** The stream, no faster than the writer of the rows set aside keeps up: however many they are, few are held. */
  async *#source(): ByteStream {
    const { source } = this.#plan;
    const { signal } = this.#abort;
    const stream = openSource(this.#store, source, signal, this.#tools.buffers.into);
    for await (const chunk of this.#clock.timePulls('read', stream)) {
      this.#bytes.parsed += chunk.length;
      await this.#rejects.drained();
      signal.throwIfAborted();
      yield chunk;
    }
  }

  async #read(): Promise<void> {
    const { kernel } = this.#tools;
    const feed = new RowFeed(kernel, this.#plan, this.#outputs, this.#rowGroupRows, {
      ledger: this.#ledger,
      clock: this.#clock,
    });
    const { format } = this.#plan.source;
    const isCsv = format.kind === 'csv' && isScanned(this.#plan.source);
    if (isCsv || this.#tools.table.setUp.json) {
      const window = new SourceWindow(kernel, this.#source(), 0);
      try {
        if (format.kind === 'csv') await new CsvRows(feed, format, window).readAll();
        else await new JsonRows(feed, format, window).readRecords();
      } finally {
        await window.close();
      }
    } else {
      const blocks = await readRecords(this.#source(), this.#plan, this.#ledger);
      for await (const block of blocks) await feed.append(block);
    }
    this.#ledger.close();
    this.#rejects.end();
    await feed.finish();
  }

  #result(written: readonly (number | undefined)[]): ConversionResult {
    const { outputs, rejects } = this.#plan;
    const kept = this.#ledger.read - this.#ledger.rejected;
    const rejectBytes = written[outputs.length];
    return {
      rows: { ...this.#ledger.tally(), written: kept },
      bytes: { read: this.#bytes.stored, parsed: this.#bytes.parsed },
      outputs: outputs.map(({ format, ref }, index) => ({ format, ref, bytes: written[index]! })),
      ...(rejects && rejectBytes !== undefined && { rejects: { ref: rejects, bytes: rejectBytes } }),
      stages: this.#clock.stages(),
      elapsedMs: this.#clock.elapsedMs(),
    };
  }
}

function beginConversion(store: ObjectStore, plan: ConversionPlan, tools: Tools): PlanConversion {
  try {
    return new PlanConversion(store, plan, tools);
  } catch (cause) {
    throw explainTrap(cause, { name: displayRef(plan.source.ref), rows: 0, bytes: 0 });
  }
}

/**
 * Carries out a plan as one stream from the source to its outputs and the rejects file, all of which become visible
 * together or not at all.
 *
 * @throws BadInputError, ContradictionError, StoreError, KernelError.
 */
export const convertPlan = async (
  store: ObjectStore,
  plan: ConversionPlan,
  tools: Tools,
  signal?: AbortSignal,
): Promise<Conversion> => {
  return beginConversion(store, plan, tools).carryOut(signal);
};
