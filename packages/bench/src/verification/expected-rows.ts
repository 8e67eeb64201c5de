import {
  type ByteStream,
  type CellValue,
  type ConversionPlan,
  cellParser,
  type ObjectStore,
  openSource,
} from '@parquetry/core';
import { type Parser, parse } from 'csv-parse';

/** Rows of the source as they should be found in the outputs. */
export interface ExpectedRows {
  readonly rowCount: number;
  /** Text of a cell, quotes taken off. */
  text(row: number, column: number): string;
  /** Per column of the plan; undefined stands for text that breaks the column's type. */
  readonly columns: readonly (readonly (CellValue | undefined)[])[];
}

const CHUNK_BYTES = 1 << 18;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const LF = 0x0a;
const CR = 0x0d;

/** The bytes from the header on, in chunks of bounded size: no byte order mark, no blank lines before it. */
async function* fromHeader(stream: ByteStream): ByteStream {
  let hasBegun = false;
  let head: Uint8Array = new Uint8Array(0);
  for await (const part of stream) {
    let bytes = part;
    if (!hasBegun) {
      head = Buffer.concat([head, part]);
      if (head.length < BYTE_ORDER_MARK.length) continue;
      bytes = withoutBlankStart(head);
      if (bytes.length === 0) continue;
      hasBegun = true;
    }
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      yield bytes.subarray(start, start + CHUNK_BYTES);
    }
  }
  if (!hasBegun) yield withoutBlankStart(head);
}

function withoutBlankStart(bytes: Uint8Array): Uint8Array {
  let start = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  while (bytes[start] === LF || bytes[start] === CR) start += 1;
  return bytes.subarray(start);
}

function csvParser({ source, schema }: ConversionPlan): Parser {
  const { delimiter, quote } = source.dialect;
  return parse({
    delimiter,
    quote,
    escape: quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: schema.columns.length > 1,
    from: 2,
  });
}

/** Records of the source, without its header, as csv-parse reads them. */
async function* recordsOf(
  store: ObjectStore,
  plan: ConversionPlan,
  signal: AbortSignal | undefined,
): AsyncIterable<string[][]> {
  const parser = csvParser(plan);
  let failure: { reason: unknown } | undefined;
  parser.on('error', (reason) => {
    failure ??= { reason };
  });
  const take = (): string[][] => {
    const records: string[][] = [];
    for (let record = parser.read(); record !== null; record = parser.read()) records.push(record);
    return records;
  };
  try {
    for await (const chunk of fromHeader(openSource(store, plan.source, signal))) {
      signal?.throwIfAborted();
      parser.write(chunk);
      const records = take();
      if (records.length > 0) yield records;
      if (failure) throw failure.reason;
    }
    parser.end();
    const last: string[][] = [];
    for await (const record of parser) last.push(record as string[]);
    if (last.length > 0) yield last;
  } finally {
    parser.destroy();
  }
}

/**
 * Parses the source of a plan anew, with csv-parse and core's reference `parseCell`, in batches of some thousand rows.
 *
 * @throws the parser's error when the source is no CSV of the plan's width.
 */
export async function* expectedRows(
  store: ObjectStore,
  plan: ConversionPlan,
  signal?: AbortSignal,
): AsyncIterable<ExpectedRows> {
  const parsers = plan.schema.columns.map((column) => cellParser(column.type));
  for await (const records of recordsOf(store, plan, signal)) {
    yield {
      rowCount: records.length,
      text: (row, column) => records[row]![column]!,
      columns: parsers.map((parseText, column) => records.map((record) => parseText(record[column]!))),
    };
  }
}
