import { KIND_BOOLEAN, KIND_STRING, PAGE_RECORD_BYTES } from './abi/layout.ts';
import { JsonScan, type JsonShape } from './json-scan.ts';
import type { KernelExports } from './kernel-exports.ts';
import type { KernelSizes } from './sizes.ts';
import type { TableShape } from './table-shape.ts';

/** How pages are compressed: `assembly/page-arena.ts`. */
export const PageCodec = { none: 0, snappy: 1, lz4_raw: 2, host: 3 } as const;

/** What a table is set up with. */
export interface TableSetUp {
  readonly shape: TableShape;
  readonly sizes: KernelSizes;
  /** Of CSV that the kernel scans. */
  readonly dialect: {
    readonly delimiter: number;
    readonly quote: number;
    readonly isQuotedEmptyNull: boolean;
  };
  /** Of JSON that the kernel scans. */
  readonly json?: JsonShape | undefined;
  readonly codec: (typeof PageCodec)[keyof typeof PageCodec];
  /** Store doubles outside of dictionaries as they are. */
  readonly isHasty: boolean;
}

/** Bytes of linear memory. */
export interface Region {
  readonly address: number;
  readonly bytes: number;
}

export const NOWHERE: Region = { address: 0, bytes: 0 };
/** Bytes that loops read, and never use, on both sides of a text. */
export const MARGIN = 64;
/** A line end that the source lacks. */
const LINE_END_BYTES = 2;
/** The direct table of a column's numbers, and its entries: `assembly/number-dictionary.ts`. */
const NUMBER_DICTIONARY_BYTES = 65_536 * 2 + 65_536 * 8 + 512;

/** What a table has of linear memory beside its columns, whose buffers only the kernel knows. */
export interface TableMemory {
  readonly window: Region;
  readonly arenas: readonly [Region, Region];
  readonly records: readonly [Region, Region];
  readonly json: JsonScan | undefined;
}

/** Takes all memory for a table. What was there before is gone. */
export function allocateTable(exports: KernelExports, setUp: TableSetUp): TableMemory {
  const { shape, sizes } = setUp;
  const region = (bytes: number): Region => ({ address: exports.allocate(bytes), bytes });
  exports.freeAll();
  exports.setUpDecimals();
  exports.setUpDictionaries();
  exports.setUpSnappy();
  exports.setUpLz4();
  exports.setUpColumns(shape.columns.length, shape.unknownFields.length, sizes.batchRows);
  for (const field of shape.unknownFields) exports.addUnknownField(field);
  const numberDictionaries = describeColumns(exports, setUp);
  const pageBytes = Math.max(sizes.batchRows * 9, sizes.dictionaryBytes * 2, NUMBER_DICTIONARY_BYTES);
  exports.setUpPages(sizes.batchRows, exports.allocate(pageBytes + 4096));
  exports.setUpStrings(exports.allocate(undoubledBytes(sizes)));
  exports.finishColumns(sizes.textBytes, sizes.dictionaryBytes);
  exports.setUpCsv(shape.width);
  exports.setUpAvro(shape.columns.length);
  const recordBytes = sizes.pageRecords * PAGE_RECORD_BYTES;
  const memory: TableMemory = {
    window: allocateWindow(exports, sizes),
    json: setUp.json && new JsonScan(exports, setUp.json, shape.columns.length),
    arenas: [region(sizes.arenaBytes), region(sizes.arenaBytes)],
    records: [region(recordBytes), region(recordBytes)],
  };
  exports.seal(numberDictionaries * NUMBER_DICTIONARY_BYTES + sizes.spareBytes);
  return memory;
}

/** The longest text, at first, whose doubled quotes can be undone. */
export const undoubledBytes = ({ windowBytes, carryBytes }: KernelSizes): number => windowBytes + carryBytes;

function allocateWindow(exports: KernelExports, { windowBytes, carryBytes }: KernelSizes): Region {
  const address = exports.allocate(2 * MARGIN + carryBytes + windowBytes + LINE_END_BYTES);
  return { address: address + MARGIN + carryBytes, bytes: windowBytes };
}

/** Returns how many columns of numbers may have a dictionary. */
function describeColumns(exports: KernelExports, { shape, sizes }: TableSetUp): number {
  let numberDictionaries = 0;
  for (const [index, column] of shape.columns.entries()) {
    const { kind, field, isNullable, spellings, takesNonFinite, wantsDictionary } = column;
    const isNumber = kind > KIND_BOOLEAN && kind < KIND_STRING;
    const takes = wantsDictionary && (!isNumber || numberDictionaries < sizes.numberDictionaries);
    if (takes && isNumber) numberDictionaries += 1;
    exports.describeColumn(index, kind, field, +isNullable, spellings, +takesNonFinite, +takes);
  }
  return numberDictionaries;
}
