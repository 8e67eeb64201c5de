import type { ExportedNumber, LinearMemory } from './web-assembly.ts';

/** What the module exports; see assembly/index.ts. Addresses and sizes are in bytes of linear memory. */
export interface KernelExports {
  readonly memory: LinearMemory;

  freeAll(): void;
  allocate(bytes: number): number;
  seal(bytes: number): void;
  allocatedBytes(): number;
  allocatedEnd(): number;
  bytesLeft(): number;
  firstBrokenGuard(): number;

  setUpDecimals(): void;
  setUpDictionaries(): void;
  setUpSnappy(): void;
  setUpLz4(): void;
  setUpStrings(scratch: number): void;
  setUpPages(rows: number, plainRoom: number): void;
  setUpAvro(columnCount: number): void;
  setUpColumns(count: number, unknown: number, rows: number): void;
  addUnknownField(field: number): void;
  describeColumn(
    index: number,
    kind: number,
    field: number,
    isNullable: number,
    spellings: number,
    takesNonFinite: number,
    wantsDictionary: number,
  ): void;
  finishColumns(textBytes: number, dictionaryBytes: number): void;
  setUpCsv(fields: number): void;
  setDialect(delimiter: number, quote: number, isQuotedEmptyNull: number): void;

  beginFile(): void;
  beginRowGroup(): void;
  beginBatch(): void;
  limitBatch(rows: number): void;
  readonly batchRows: ExportedNumber;
  readonly rowGroupRows: ExportedNumber;
  readonly columns: ExportedNumber;
  readonly stop: ExportedNumber;

  readFrom(start: number, end: number): void;
  readCsv(): number;
  cursorOf(): number;
  appendRecords(
    index: number,
    width: number,
    records: number,
    areProjected: number,
    returnBytes: number,
  ): number;

  setUpJson(layout: number, fields: number, nameBytes: number, mostRecordBytes: number): void;
  addJsonKey(field: number, name: number, nameBytes: number, kinds: number): void;
  scanJson(
    start: number,
    end: number,
    isLast: number,
    text: number,
    textCapacity: number,
    index: number,
    indexCapacity: number,
    recordStarts: number,
  ): number;
  readonly consumedTo: ExportedNumber;
  readonly stopReason: ExportedNumber;

  configurePages(codec: number, isHasty: number): void;
  expectRows(rows: number): void;
  useArena(arena: number, arenaBytes: number, records: number, recordCount: number): void;
  continueInArena(arena: number, arenaBytes: number): void;
  arenaLeft(): number;
  mostBatchBytes(columns: number, count: number, rows: number): number;
  putDataPages(columns: number, count: number, rows: number, rowsBefore: number): void;
  putDictionaryPages(columns: number, count: number): void;
  recordAddress(): number;
  recordsLeft(): number;

  beginAvroBatch(): void;
  encodeAvroRows(
    columns: number,
    count: number,
    fromRow: number,
    toRow: number,
    target: number,
    capacity: number,
  ): number;
  nextAvroRow(): number;
  nextAvroRowBytes(columnCount: number): number;
  compressSnappy(source: number, length: number, target: number): number;
  mostSnappyBytes(length: number): number;
}
