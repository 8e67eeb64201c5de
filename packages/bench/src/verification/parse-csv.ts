/** The records of a CSV text as csv-parse, which shares nothing with the project's own reader, understands them. */
import type { ByteStream, CsvFormat } from '@parquetry/core';
import { type Parser, parse } from 'csv-parse';
import { decoded, isDecodable } from './as-utf8.ts';

/** A record as texts; null where the format says so. */
export type TextRecord = readonly (string | null)[];

/** Why csv-parse does not read such a text exactly as Parquetry does; `undefined` when it does. */
export function whyNotCsvParse({ encoding, dialect }: CsvFormat): string | undefined {
  if (!isDecodable(encoding)) return `text in ${encoding}`;
  if (dialect.quote !== '' && dialect.escape !== dialect.quote)
    return 'quotes that are not escaped by doubling';
  if (dialect.comment !== '') return 'comments';
  if (dialect.trim) return 'spaces around fields that are no part of them';
  if (dialect.trailingDelimiter) return 'records that end in a delimiter';
  return undefined;
}

async function* asUtf8(stream: ByteStream, encoding: CsvFormat['encoding']): ByteStream {
  for await (const text of decoded(stream, encoding)) yield Buffer.from(text);
}

const isLineEnd = (byte: number | undefined) => byte === 0x0a || byte === 0x0d;

/** One past the end of the first line; `undefined` when the bytes hold no whole line. */
function endOfLine(bytes: Uint8Array): number | undefined {
  const at = bytes.findIndex(isLineEnd);
  if (at < 0 || (bytes[at] === 0x0d && at + 1 === bytes.length)) return undefined;
  return bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? at + 2 : at + 1;
}

/** The text from its first record on: `skipLines` lines, and blank lines before a header, are left out. */
async function* fromFirstRecord(stream: ByteStream, { dialect, hasHeader }: CsvFormat): ByteStream {
  let left = dialect.skipLines;
  let head: Uint8Array = new Uint8Array(0);
  let hasBegun = false;
  for await (const part of stream) {
    if (hasBegun) {
      yield part;
      continue;
    }
    head = Buffer.concat([head, part]);
    for (let end = endOfLine(head); left > 0 && end !== undefined; left -= 1) {
      head = head.subarray(end);
      end = endOfLine(head);
    }
    if (left > 0) continue;
    const text = hasHeader ? head.findIndex((byte) => !isLineEnd(byte)) : 0;
    head = text < 0 ? head.subarray(0, 0) : head.subarray(text);
    hasBegun = text >= 0;
    if (hasBegun) yield head;
  }
}

/** What csv-parse tells of a field while it casts it. */
interface FieldContext {
  readonly quoting: boolean;
}

function castOf({ nulls, quotedEmpty }: CsvFormat) {
  const spellings = new Set(['', ...nulls]);
  return (text: string, { quoting }: FieldContext): string | null => {
    if (quoting && quotedEmpty === 'string') return text;
    return spellings.has(text) ? null : text;
  };
}

function csvParser(format: CsvFormat): Parser {
  const { delimiter, quote } = format.dialect;
  return parse({
    delimiter,
    quote: quote === '' ? null : quote,
    escape: quote === '' ? null : quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    skip_empty_lines: format.names.length > 1,
    from: format.hasHeader ? 2 : 1,
    cast: castOf(format),
  });
}

/**
 * Records of a text, its header left out, in batches of some thousand.
 *
 * @throws the parser's error when the text is no CSV of one width.
 */
export async function* parseCsv(stream: ByteStream, format: CsvFormat): AsyncIterable<TextRecord[]> {
  const parser = csvParser(format);
  let failure: { reason: unknown } | undefined;
  parser.on('error', (reason) => {
    failure ??= { reason };
  });
  const take = (): TextRecord[] => {
    const records: TextRecord[] = [];
    for (let record = parser.read(); record !== null; record = parser.read()) records.push(record);
    return records;
  };
  try {
    for await (const chunk of fromFirstRecord(asUtf8(stream, format.encoding), format)) {
      parser.write(chunk);
      const records = take();
      if (records.length > 0) yield records;
      if (failure) throw failure.reason;
    }
    parser.end();
    const last: TextRecord[] = [];
    for await (const record of parser) last.push(record as TextRecord);
    if (last.length > 0) yield last;
  } finally {
    parser.destroy();
  }
}
