import type { RecordBlock } from '@parquetry/core';
import { PAGE_RECORD_BYTES } from './abi/layout.ts';
import { canonicalBytes, putCanonicalRows } from './canonical-rows.ts';
import type { JsonScan } from './json-scan.ts';
import { KernelError, KernelMemoryError } from './kernel-error.ts';
import type { KernelExports } from './kernel-exports.ts';
import type { KernelPages } from './parquet/page-records.ts';
import {
  allocateTable,
  MARGIN,
  NOWHERE,
  type Region,
  type TableMemory,
  type TableSetUp,
  undoubledBytes,
} from './table-memory.ts';
import { type CompiledModule, WebAssembly } from './web-assembly.ts';

/** Why {@link Kernel.readCsv} came back: `assembly/read-csv.ts`. */
export const Reading = { needsInput: 0, batchIsFull: 1, isOdd: 2 } as const;

/** Why {@link Kernel.append} came back: `assembly/batch.ts`. */
export const Stop = { none: 0, batchIsFull: 1, misfit: 2, noRoom: 3 } as const;

/** The rows of a block, and two chunks of blocks. */
export interface AvroRegions {
  rows: Region;
  readonly chunks: [Region, Region];
}

const COMMA = 0x2c;
const QUOTE = 0x22;

/**
 * One instance of the kernel: a table's columns, a window on its source and two arenas for its pages, in one linear
 * memory. What it is given is plain numbers; every trap becomes a {@link KernelError}.
 */
export class Kernel {
  readonly exports: KernelExports;
  #setUp: TableSetUp | undefined;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #memory: TableMemory | undefined;
  #avro: AvroRegions | undefined;
  /** Where a row group goes on whose last batch has no room in its arena. */
  #overflows: [Region, Region] = [NOWHERE, NOWHERE];
  #isBroken = false;
  #current: 0 | 1 = 0;
  #canonicalText = NOWHERE;
  #canonicalIndex = NOWHERE;
  #undoubledBytes = 0;

  constructor(module: CompiledModule) {
    this.exports = new WebAssembly.Instance(module, {}).exports as unknown as KernelExports;
  }

  /** Linear memory as it is now. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const { buffer } = this.exports.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  get setUp(): TableSetUp {
    if (this.#setUp === undefined) throw new Error('internal error: the kernel has no table');
    return this.#setUp;
  }

  /** Begins a file. Buffers are allocated anew unless the table is the very one that was set up last. */
  begin(setUp: TableSetUp): void {
    if (this.#setUp !== setUp) this.#guarded(() => this.#allocate(setUp));
    this.exports.configurePages(setUp.codec, setUp.isHasty ? 1 : 0);
    this.#guarded(() => this.exports.beginFile());
    this.#current = 0;
    this.#useArena();
  }

  #allocate(setUp: TableSetUp): void {
    this.#setUp = undefined;
    this.#memory = allocateTable(this.exports, setUp);
    this.#undoubledBytes = undoubledBytes(setUp.sizes);
    this.#avro = undefined;
    this.#overflows = [NOWHERE, NOWHERE];
    this.#canonicalText = NOWHERE;
    this.#canonicalIndex = NOWHERE;
    this.#setUp = setUp;
  }

  get #table(): TableMemory {
    if (this.#memory === undefined) throw new Error('internal error: the kernel has no table');
    return this.#memory;
  }

  /** Memory that lasts until another table is set up. */
  region(wanted: number): Region {
    const bytes = Math.ceil(wanted);
    if (this.#setUp !== undefined && bytes > this.exports.bytesLeft() >>> 0) throw this.#outOfMemory(bytes);
    return { address: this.#guarded(() => this.exports.allocate(bytes)), bytes };
  }

  #makeRoomToUndouble(bytes: number): void {
    this.exports.setUpStrings(this.region(bytes).address);
    this.#undoubledBytes = bytes;
  }

  /** Where the source's bytes go, `sizes.windowBytes` of them; before it, `carryBytes` may be put, behind it a line end. */
  get windowAddress(): number {
    return this.#table.window.address;
  }

  /** Scans and parses CSV from `start`, where a record begins; one of `Reading` tells why it came back. */
  readCsv(start: number, end: number): number {
    const { delimiter, quote, isQuotedEmptyNull } = this.setUp.dialect;
    this.exports.setDialect(delimiter, quote, +isQuotedEmptyNull);
    this.exports.readFrom(start, end);
    return this.#guarded(() => this.exports.readCsv());
  }

  /** Where the next record of {@link readCsv} begins. */
  get cursor(): number {
    return this.exports.cursorOf();
  }

  /** Appends rows of a block from `from` on, whose fields are the columns; one of `Stop` tells why not all are in. */
  append(block: RecordBlock, from: number): { readonly next: number; readonly stop: number } {
    const { width } = block;
    const rows = block.rowCount - from;
    const bytes = canonicalBytes(block, from);
    this.#makeCanonicalRoom(bytes, rows * width);
    const index = this.#canonicalIndex.address + MARGIN;
    putCanonicalRows(block, from, this.bytes, this.#canonicalText.address + MARGIN, index);
    this.exports.setDialect(COMMA, QUOTE, 0);
    const done = this.#guarded(() => this.exports.appendRecords(index, width, rows, 1, 0));
    const stop = this.exports.stop.value;
    if (stop === Stop.noRoom) throw this.#outOfMemory();
    return { next: from + done, stop };
  }

  /** Scans JSON from `start`, where a record may begin; {@link appendScanned} takes its records. `JsonStop` tells why it ended. */
  scanJson(start: number, end: number, isLast: boolean): number {
    return this.#guarded(() => this.#scannedJson.scan(start, end, isLast));
  }

  /** Appends what {@link scanJson} found, from where it was left off; one of `Stop`. */
  appendScanned(): number {
    const { index, first, count } = this.#scannedJson;
    const width = this.setUp.shape.columns.length;
    this.exports.setDialect(COMMA, QUOTE, 0);
    const done = this.#guarded(() =>
      this.exports.appendRecords(index + 4 * first * width, width, count - first, 1, 0),
    );
    this.#scannedJson.first += done;
    return this.exports.stop.value;
  }

  /** Where the first record begins that {@link appendScanned} has not taken; behind all, where the scan ended. */
  get scannedCursor(): number {
    return this.#scannedJson.cursor;
  }

  get #scannedJson(): JsonScan {
    if (this.#table.json === undefined) throw new Error('internal error: the kernel has no keys');
    return this.#table.json;
  }

  #makeCanonicalRoom(bytes: number, fields: number): void {
    if (bytes + 2 * MARGIN > this.#canonicalText.bytes)
      this.#canonicalText = this.region(bytes + bytes / 4 + 2 * MARGIN);
    const indexBytes = 4 * fields + 2 * MARGIN;
    if (indexBytes > this.#canonicalIndex.bytes) this.#canonicalIndex = this.region(2 * indexBytes);
    if (bytes > this.#undoubledBytes) this.#makeRoomToUndouble(bytes + bytes / 4);
  }

  /** Rows that are parsed and not encoded yet. */
  get batchRows(): number {
    return this.exports.batchRows.value;
  }

  /** Rows of the row group that are encoded. */
  get rowGroupRows(): number {
    return this.exports.rowGroupRows.value;
  }

  /** Makes pages of the batch. Whether another batch may follow in this row group. */
  putPages(): boolean {
    const { exports } = this;
    const columns = exports.columns.value;
    const count = this.setUp.shape.columns.length;
    const rows = this.batchRows;
    const most = exports.mostBatchBytes(columns, count, rows) >>> 0;
    const isLast = most > exports.arenaLeft() >>> 0;
    if (isLast) this.#continueElsewhere(most);
    this.#guarded(() => exports.putDataPages(columns, count, rows, this.rowGroupRows));
    return !isLast && most <= exports.arenaLeft() >>> 0 && exports.recordsLeft() >= 2 * count;
  }

  /** Cells of this batch are larger than what has come before: the row group ends in an arena of its own. */
  #continueElsewhere(bytes: number): void {
    let overflow = this.#overflows[this.#current];
    if (overflow.bytes < bytes) {
      overflow = this.region(bytes + bytes / 4);
      this.#overflows[this.#current] = overflow;
    }
    this.exports.continueInArena(overflow.address, overflow.bytes);
  }

  /** Memory for one Avro encoder at a time, which puts larger regions in the place of those that are too small. */
  avroRegions(rowBytes: number, chunkBytes: number): AvroRegions {
    this.#avro ??= {
      rows: this.region(rowBytes),
      chunks: [this.region(chunkBytes), this.region(chunkBytes)],
    };
    return this.#avro;
  }

  /** Encodes rows of the batch from `row` on behind the first `used` bytes of a region: as many as fit. */
  encodeAvroRows(row: number, { address, bytes }: Region, used: number): { row: number; bytes: number } {
    const { exports } = this;
    const end = this.#guarded(() =>
      exports.encodeAvroRows(
        exports.columns.value,
        this.setUp.shape.columns.length,
        row,
        this.batchRows,
        address + used,
        bytes - used,
      ),
    );
    return { row: exports.nextAvroRow(), bytes: end - address };
  }

  /** What the first row would take that {@link encodeAvroRows} found no room for. */
  nextAvroRowBytes(): number {
    return this.exports.nextAvroRowBytes(this.setUp.shape.columns.length) >>> 0;
  }

  compressSnappy(source: number, length: number, target: number): number {
    return this.#guarded(() => this.exports.compressSnappy(source, length, target) >>> 0);
  }

  mostSnappyBytes(length: number): number {
    return this.exports.mostSnappyBytes(length) >>> 0;
  }

  /** Ends the batch: its rows are in all outputs. */
  endBatch(): void {
    this.exports.beginBatch();
  }

  /**
   * Ends a row group; its pages stay where they are until the end of the row group after the next one. To be called
   * behind {@link endBatch}.
   */
  endRowGroup(): KernelPages {
    const { exports } = this;
    this.#guarded(() => exports.putDictionaryPages(exports.columns.value, this.setUp.shape.columns.length));
    const recordsAddress = this.#table.records[this.#current].address;
    const recordCount = (exports.recordAddress() - recordsAddress) / PAGE_RECORD_BYTES;
    this.#current = this.#current === 0 ? 1 : 0;
    this.#useArena();
    exports.beginRowGroup();
    return { memory: exports.memory.buffer, recordsAddress, recordCount };
  }

  #useArena(): void {
    const arena = this.#table.arenas[this.#current];
    const { address } = this.#table.records[this.#current];
    this.exports.useArena(arena.address, arena.bytes, address, this.setUp.sizes.pageRecords);
  }

  #outOfMemory(bytes?: number): KernelMemoryError {
    this.#isBroken = true;
    return new KernelMemoryError(bytes);
  }

  /** Whether a call has trapped: what memory holds is not known any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  #guarded<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (cause) {
      this.#isBroken = true;
      throw new KernelError(cause);
    }
  }
}
