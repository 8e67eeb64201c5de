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
import { watchWrites } from '../shared/watch-writes.ts';
import { explainTrap } from './explain-trap.ts';
import { AvroOutput, type Output, ParquetOutput } from './outputs.ts';
import { type Helpers, type RestOfSource, rangedSource, readInRanges } from './parallel/read-in-ranges.ts';
import { CsvRows } from './read-csv.ts';
import { JsonRows } from './read-json.ts';
import { RowFeed } from './row-feed.ts';
import { expectedRows, mostRowGroupRows } from './row-group-rows.ts';
import { SourceWindow } from './source-window.ts';
import { isScanned } from './table-set-up.ts';
import type { Tools } from './tools.ts';

/** One conversion under way. */
class PlanConversion {
  readonly #store: ObjectStore;
  readonly #counted: ObjectStore;
  readonly #plan: ConversionPlan;
  readonly #tools: Tools;
  readonly #clock = new StageClock();
  readonly #rejects = new RejectQueue();
  readonly #ledger: RowLedger;
  readonly #bytes = { stored: 0, parsed: 0 };
  readonly #abort = new AbortController();
  readonly #outputs: readonly Output[];
  readonly #rowGroupRows: number;
  /** On a source that the kernel scans. */
  #window: SourceWindow | undefined;

  constructor(store: ObjectStore, plan: ConversionPlan, tools: Tools) {
    const { source, badRows } = plan;
    this.#plan = plan;
    this.#tools = tools;
    this.#store = store;
    this.#counted = observeReads(store, (length) => {
      this.#bytes.stored += length;
    });
    this.#ledger = new RowLedger(displayRef(source.ref), badRows, {
      encoding: source.format.encoding,
      ...(plan.rejects && { keep: this.#rejects.keep }),
    });
    const hasParquet = plan.outputs.some(({ format }) => format === 'parquet');
    this.#rowGroupRows = mostRowGroupRows(plan);
    this.#beginRows(0);
    this.#outputs = plan.outputs.map((output) =>
      output.format === 'parquet'
        ? new ParquetOutput(tools.kernel, tools.table.frame!, output, this.#rowGroupRows, this.#clock)
        : new AvroOutput(tools.kernel, plan.schema, output, !hasParquet, this.#clock),
    );
  }

  /** Begins with the rows from this byte on. */
  #beginRows(start: number): void {
    const { compression, bytes } = this.#plan.source;
    const { kernel, table } = this.#tools;
    kernel.begin(table.setUp);
    kernel.exports.expectRows(expectedRows(this.#plan, compression === 'none' ? bytes - start : undefined));
  }

  async carryOut(signal?: AbortSignal, helpers?: Helpers): Promise<Conversion> {
    const { outputs, rejects } = this.#plan;
    const timed = (body: AsyncIterable<Uint8Array | readonly Uint8Array[]>) =>
      this.#clock.timeConsumer('write', body);
    const parts = outputs.map(({ ref }, index) => ({ ref, body: timed(this.#outputs[index]!.body) }));
    const aside = rejects && { ref: rejects, body: timed(this.#rejects.lines()), isOptional: true };
    const reading = this.#read(helpers).catch((cause: unknown) => this.#stop(this.#explained(cause)));
    const watched = watchWrites(this.#store, (reason) => this.#stop(reason));
    try {
      const written = await writeTogether(watched, aside ? [...parts, aside] : parts, signal);
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
    return explainTrap(cause, { name, rows: read, bytes: this.#window?.offset ?? this.#bytes.parsed });
  }

  /** Ends everything that goes on, with a reason. */
  #stop(reason: unknown): void {
    this.#abort.abort(reason);
    this.#rejects.end();
    for (const output of this.#outputs) output.fail(reason);
  }

  /** The stream, no faster than the writer of the rows set aside keeps up: however many they are, few are held. */
  async *#source(rest?: RestOfSource): ByteStream {
    const { source } = this.#plan;
    const { signal } = this.#abort;
    const { into } = this.#tools.buffers;
    const stream = rest
      ? this.#counted.read(source.ref, { range: rest, ifMatch: rest.etag, signal, into })
      : openSource(this.#counted, source, signal, into);
    for await (const chunk of this.#clock.timePulls('read', stream)) {
      this.#bytes.parsed += chunk.length;
      await this.#rejects.drained();
      signal.throwIfAborted();
      yield chunk;
    }
  }

  async #read(helpers: Helpers | undefined): Promise<void> {
    const { kernel } = this.#tools;
    const rest = helpers && (await this.#readInRanges(helpers));
    const feed = new RowFeed(kernel, this.#plan, this.#outputs, this.#rowGroupRows, {
      ledger: this.#ledger,
      clock: this.#clock,
    });
    const { format } = this.#plan.source;
    const isCsv = format.kind === 'csv' && isScanned(this.#plan.source);
    if (isCsv || this.#tools.table.setUp.json) {
      const window = new SourceWindow(kernel, this.#source(rest), rest?.start ?? 0);
      this.#window = window;
      try {
        if (format.kind === 'csv') {
          const rows = new CsvRows(feed, format, window);
          if (rest) await rows.readRecords();
          else await rows.readAll();
        } else await new JsonRows(feed, format, window).readRecords();
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

  /** Has several threads read as many rows of a large source as they can; what is left of it, or undefined: all. */
  async #readInRanges(helpers: Helpers): Promise<RestOfSource | undefined> {
    const { signal } = this.#abort;
    const source = await rangedSource(this.#counted, this.#plan, helpers, signal);
    if (source === undefined) return undefined;
    const rest = await readInRanges(source, helpers, this.#tools, {
      store: { quiet: this.#store, counted: this.#counted },
      outputs: this.#outputs,
      ledger: this.#ledger,
      clock: this.#clock,
      signal,
    });
    this.#bytes.stored = rest.start;
    this.#bytes.parsed = rest.start;
    this.#beginRows(rest.start);
    return rest;
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
 * together or not at all. `helpers` are threads that may convert some of it.
 *
 * @throws BadInputError, ContradictionError, StoreError, KernelError.
 */
export const convertPlan = async (
  store: ObjectStore,
  plan: ConversionPlan,
  tools: Tools,
  signal?: AbortSignal,
  helpers?: Helpers,
): Promise<Conversion> => {
  return beginConversion(store, plan, tools).carryOut(signal, helpers);
};
