import {
  type ByteStream,
  type CellValue,
  type ConversionPlan,
  cellParser,
  displayRef,
  FAIL_AT_FIRST,
  fieldText,
  type ObjectStore,
  openSource,
  RowLedger,
  readRecords,
  sourceNames,
} from '@parquetry/core';
import { parseCsv, type TextRecord, whyNotCsvParse } from './parse-csv.ts';
import { parseJson, whyNotJsonParse } from './parse-json.ts';

/** Rows of the source as they should be found in the outputs. */
export interface ExpectedRows {
  readonly rowCount: number;
  /** Text of a cell, quotes taken off. */
  text(row: number, column: number): string | null;
  /** Per column of the plan; undefined stands for text that breaks the column's type. */
  readonly columns: readonly (readonly (CellValue | undefined)[])[];
}

/** Another library than the project's that reads the source, or why there is none. */
function otherReader(plan: ConversionPlan): { name: string; whyNot: string | undefined } {
  const { format } = plan.source;
  return format.kind === 'csv'
    ? { name: 'csv-parse', whyNot: whyNotCsvParse(format) }
    : { name: 'JSON.parse', whyNot: whyNotJsonParse(format, plan) };
}

/** What of a plan's source only the project's own reader can tell, in words; `undefined` when another reads it all. */
export function whatIsNotVerified(plan: ConversionPlan): string | undefined {
  const { name, whyNot } = otherReader(plan);
  return whyNot === undefined
    ? undefined
    : `how the source is split into fields: ${name} does not read ${whyNot} as Parquetry does, so that the expected rows come from Parquetry's own reader`;
}

/** Records as the project's own reader understands them. */
async function* readOwnRecords(stream: ByteStream, plan: ConversionPlan): AsyncIterable<TextRecord[]> {
  const { ref, format } = plan.source;
  const ledger = new RowLedger(displayRef(ref), FAIL_AT_FIRST, { encoding: format.encoding });
  for await (const block of await readRecords(stream, plan, ledger)) {
    yield Array.from({ length: block.rowCount }, (_row, row) =>
      Array.from({ length: block.width }, (_field, index) => fieldText(block, row * block.width + index)),
    );
  }
}

/** Records of a source, and the names of their fields in order. */
function openRecords(
  stream: ByteStream,
  plan: ConversionPlan,
): [AsyncIterable<TextRecord[]>, readonly string[]] {
  const { format } = plan.source;
  if (otherReader(plan).whyNot !== undefined) {
    return [readOwnRecords(stream, plan), plan.schema.columns.map(({ name }) => name)];
  }
  const records = format.kind === 'csv' ? parseCsv(stream, format) : parseJson(stream, format);
  return [records, sourceNames(format)];
}

/**
 * Parses the source of a plan anew, with csv-parse or JSON.parse and core's reference `parseCell`, in batches of some thousand rows;
 * see {@link whatIsNotVerified}.
 *
 * @throws the parser's error when the source is no text of the plan's format and width.
 */
export async function* expectedRows(
  store: ObjectStore,
  plan: ConversionPlan,
  signal?: AbortSignal,
): AsyncIterable<ExpectedRows> {
  const { columns } = plan.schema;
  const parsers = columns.map(({ type, guess }) => cellParser(type, guess));
  const [batches, names] = openRecords(openSource(store, plan.source, signal), plan);
  const places = columns.map(({ name }) => names.indexOf(name));
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
