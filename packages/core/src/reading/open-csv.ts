import { describeSource, type SourceDescription } from '../conversion/describe-source.ts';
import { badRowError } from '../conversion/errors.ts';
import { openSource } from '../conversion/open-source.ts';
import type { CsvDialect } from '../csv/dialect.ts';
import { fieldText, type RecordBlock, readCsv } from '../csv/read-records.ts';
import { recordStart } from '../csv/record-start.ts';
import { type ColumnProfile, TypeInference } from '../schema/infer-schema.ts';
import { cellComplaint } from '../schema/parse-cell.ts';
import { type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import { type CellValue, type Column, typeName } from '../schema/table-schema.ts';
import { displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import { cellParser } from './cell-parser.ts';
import type { ReadColumn, RowBatch, TableReading } from './table-reading.ts';

export type Newline = 'LF' | 'CRLF' | 'CR' | 'mixed' | 'none';

export interface CsvReadingOptions {
  /** Types of columns that are not to be inferred. */
  readonly declared?: DeclaredTypes;
  readonly delimiter?: string;
  readonly signal?: AbortSignal;
}

/** A CSV file that has been read once to learn its types. */
export interface CsvTableReading extends TableReading {
  readonly format: 'csv';
  readonly rowCount: number;
  readonly source: SourceDescription;
  readonly profiles: readonly ColumnProfile[];
  readonly newline: Newline;
  readonly hasByteOrderMark: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Counts how the records of a file end. */
class NewlineCensus {
  readonly #seen = new Set<'LF' | 'CRLF' | 'CR'>();

  add({ bytes, ends, rowCount }: RecordBlock, width: number, dialect: CsvDialect): void {
    const quote = dialect.quote.charCodeAt(0);
    for (let field = width - 1; field < rowCount * width; field += width) {
      const end = ends[field]!;
      const at = bytes[end] === quote ? end + 1 : end;
      if (bytes[at] === LF) this.#seen.add('LF');
      else if (bytes[at] === CR) this.#seen.add(bytes[at + 1] === LF ? 'CRLF' : 'CR');
    }
  }

  newline(): Newline {
    const [first] = this.#seen;
    return this.#seen.size > 1 ? 'mixed' : (first ?? 'none');
  }
}

async function startsWithByteOrderMark(
  store: ObjectStore,
  source: SourceDescription,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for await (const bytes of openSource(store, source, signal)) {
    if (bytes.length > 0) return BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  }
  return false;
}

interface CsvColumn {
  readonly index: number;
  readonly column: Column;
  readonly parse: (text: string) => CellValue | undefined;
}

/** Parses columns of record blocks. */
class CsvCells {
  readonly #name: string;
  readonly #dialect: CsvDialect;
  readonly #columns: readonly CsvColumn[];

  constructor(name: string, dialect: CsvDialect, columns: readonly Column[]) {
    this.#name = name;
    this.#dialect = dialect;
    this.#columns = columns.map((column, index) => ({ index, column, parse: cellParser(column.type) }));
  }

  batch(block: RecordBlock): RowBatch {
    const bytes = Buffer.from(block.bytes.buffer, block.bytes.byteOffset, block.bytes.byteLength);
    return {
      rowCount: block.rowCount,
      columns: this.#columns.map((column) => this.#cells(block, bytes, column)),
    };
  }

  #cells(block: RecordBlock, bytes: Buffer, csv: CsvColumn): CellValue[] {
    const { starts, ends, rowCount } = block;
    const { index, column, parse } = csv;
    const width = this.#columns.length;
    const cells = new Array<CellValue>(rowCount);
    for (let row = 0; row < rowCount; row += 1) {
      const start = starts[row * width + index]!;
      const end = ends[row * width + index]!;
      const text =
        start >= 0 ? bytes.toString('utf8', start, end) : fieldText(bytes, start, end, this.#dialect);
      const cell = parse(text);
      if (cell === undefined || (cell === null && !column.nullable)) {
        throw badRowError(this.#name, {
          row: block.firstRow + row,
          byteOffset: recordStart(block, row, width, this.#dialect),
          column: column.name,
          reason: cellComplaint(text, column.type),
        });
      }
      cells[row] = cell;
    }
    return cells;
  }
}

/**
 * Opens a CSV file, plain or gzip: reads it once for types, rows and line ends; the batches read it again.
 *
 * @throws StoreError when there is no such file; BadInputError, from here or from the batches, when it is no good CSV.
 */
export async function openCsv(
  store: ObjectStore,
  ref: ObjectRef,
  options: CsvReadingOptions = {},
): Promise<CsvTableReading> {
  const { delimiter, signal, declared } = options;
  const source = await describeSource(store, ref, {
    ...(delimiter !== undefined && { delimiter }),
    ...(signal && { signal }),
  });
  const { dialect } = source;
  const name = displayRef(ref);
  const width = source.columnNames.length;
  const read = (readSignal?: AbortSignal) =>
    readCsv(openSource(store, source, readSignal), { dialect, name });

  const inference = new TypeInference(width);
  const newlines = new NewlineCensus();
  for await (const block of (await read(signal)).blocks) {
    inference.add(block);
    newlines.add(block, width, dialect);
    signal?.throwIfAborted();
  }
  const profiles = inference.profiles();
  const { columns } = resolveSchema(name, source.columnNames, declared ?? new Map(), profiles);

  return {
    name,
    format: 'csv',
    source,
    profiles,
    newline: newlines.newline(),
    hasByteOrderMark: await startsWithByteOrderMark(store, source, signal),
    rowCount: inference.rows,
    columns: columns.map(
      (column): ReadColumn => ({
        name: column.name,
        type: typeName(column.type),
        cellType: column.type,
        nullable: column.nullable,
        physical: 'text',
      }),
    ),
    async *batches(batchSignal): AsyncIterable<RowBatch> {
      const cells = new CsvCells(name, dialect, columns);
      for await (const block of (await read(batchSignal)).blocks) {
        batchSignal?.throwIfAborted();
        yield cells.batch(block);
      }
    },
  };
}
