import {
  allStrings,
  type ByteStream,
  type CellValue,
  type ConversionPlan,
  type CsvFormat,
  cellParser,
  displayRef,
  FAIL_AT_FIRST,
  fieldText,
  type ObjectStore,
  openSource,
  RowLedger,
  readCsv,
} from '@parquetry/core';
import { parseCsv, type TextRecord, whyNotCsvParse } from './parse-csv.ts';

/** Rows of the source as they should be found in the outputs. */
export interface ExpectedRows {
  readonly rowCount: number;
  /** Text of a cell, quotes taken off. */
  text(row: number, column: number): string | null;
  /** Per column of the plan; undefined stands for text that breaks the column's type. */
  readonly columns: readonly (readonly (CellValue | undefined)[])[];
}

function csvFormatOf({ source: { format, ref } }: ConversionPlan): CsvFormat {
  if (format.kind === 'csv') return format;
  throw new TypeError(`${displayRef(ref)} is JSON, of which outputs are not verified`);
}

/** What of a plan's source only the project's own reader can tell, in words; `undefined` when csv-parse reads it all. */
export function whatIsNotVerified(plan: ConversionPlan): string | undefined {
  const what = whyNotCsvParse(csvFormatOf(plan));
  return what === undefined
    ? undefined
    : `how the source is split into fields: csv-parse does not read ${what} as Parquetry does, so that the expected rows come from Parquetry's own reader`;
}

/** Records as the project's own reader understands them. */
async function* readOwnRecords(
  stream: ByteStream,
  { source }: ConversionPlan,
  format: CsvFormat,
): AsyncIterable<TextRecord[]> {
  const { ref, limits, invalidBytes } = source;
  const blocks = await readCsv(stream, format, {
    columns: [...allStrings(format.names).values()],
    ledger: new RowLedger(displayRef(ref), FAIL_AT_FIRST, { encoding: format.encoding }),
    limits,
    invalidBytes,
    newColumns: 'fail',
  });
  for await (const block of blocks) {
    yield Array.from({ length: block.rowCount }, (_row, row) =>
      Array.from({ length: block.width }, (_field, index) => fieldText(block, row * block.width + index)),
    );
  }
}

/**
 * Parses the source of a plan anew, with csv-parse and core's reference `parseCell`, in batches of some thousand rows;
 * see {@link whatIsNotVerified}.
 *
 * @throws the parser's error when the source is no CSV of the plan's width.
 */
export async function* expectedRows(
  store: ObjectStore,
  plan: ConversionPlan,
  signal?: AbortSignal,
): AsyncIterable<ExpectedRows> {
  const { columns } = plan.schema;
  const format = csvFormatOf(plan);
  const parsers = columns.map(({ type, guess }) => cellParser(type, guess));
  const places = columns.map(({ name }) => format.names.indexOf(name));
  const stream = openSource(store, plan.source, signal);
  const batches =
    whyNotCsvParse(format) === undefined ? parseCsv(stream, format) : readOwnRecords(stream, plan, format);
  for await (const records of batches) {
    signal?.throwIfAborted();
    const text = (record: TextRecord, column: number) => record[places[column]!] ?? null;
    yield {
      rowCount: records.length,
      text: (row, column) => text(records[row]!, column),
      columns: parsers.map((parseText, column) => records.map((record) => parseText(text(record, column)))),
    };
  }
}
