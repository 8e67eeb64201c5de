/** The records of JSON as the platform's own `JSON.parse`, which shares nothing with the project's reader, understands them. */
import type { ByteStream, ConversionPlan, JsonFormat } from '@parquetry/core';
import { decoded, isDecodable } from './as-utf8.ts';
import type { TextRecord } from './parse-csv.ts';

/** Why JSON.parse does not tell exactly what Parquetry reads; `undefined` when it does. */
export function whyNotJsonParse(format: JsonFormat, { schema }: ConversionPlan): string | undefined {
  if (!isDecodable(format.encoding)) return `text in ${format.encoding}`;
  if (format.layout === 'values') return 'records that neither lines nor an array divide';
  const verbatim = schema.columns.find(({ guess }) => guess?.isJsonText);
  return verbatim && `columns that hold JSON text, such as ${JSON.stringify(verbatim.name)}`;
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** Numbers stay the text they are: a double would lose digits (https://github.com/tc39/proposal-json-parse-with-source). */
const numbersAsText: Reviver = (_key, value, { source }) => (typeof value === 'number' ? source : value);

const parse = (text: string): unknown =>
  JSON.parse(text, numbersAsText as (this: unknown, key: string, value: unknown) => unknown);

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Where objects are flattened, an empty one has no members and so no values. */
const isNothing = (value: unknown, { nested }: JsonFormat) =>
  nested === 'flatten' && !Array.isArray(value) && Object.keys(value as object).length === 0;

function cellOf(record: unknown, path: readonly string[], format: JsonFormat): string | null {
  const value = path.reduce(member, record) ?? null;
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isNothing(value, format)) return null;
  throw new TypeError(`${path.join('.')} holds an object or an array, where its column has single values`);
}

const recordOf = (format: JsonFormat, value: unknown): TextRecord =>
  format.fields.map(({ path }) => cellOf(value, path, format));

async function* parseLines(texts: AsyncIterable<string>, format: JsonFormat): AsyncIterable<TextRecord[]> {
  const records = (lines: readonly string[]) =>
    lines.filter((line) => line.trim() !== '').map((line) => recordOf(format, parse(line)));
  let rest = '';
  for await (const text of texts) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    if (lines.length > 0) yield records(lines);
  }
  yield records([rest]);
}

const ARRAY_BATCH_ROWS = 4096;

/** JSON.parse takes the whole text. */
async function* parseArray(texts: AsyncIterable<string>, format: JsonFormat): AsyncIterable<TextRecord[]> {
  const whole = parse((await Array.fromAsync(texts)).join(''));
  const records = format.member === undefined ? whole : member(whole, format.member);
  if (!Array.isArray(records)) throw new TypeError('the text holds no array of records');
  for (let start = 0; start < records.length; start += ARRAY_BATCH_ROWS) {
    yield records.slice(start, start + ARRAY_BATCH_ROWS).map((record) => recordOf(format, record));
  }
}

/**
 * Records as texts, in the order of the format's fields, in batches.
 *
 * @throws SyntaxError when the text is no JSON; TypeError when a column holds no single values.
 */
export function parseJson(stream: ByteStream, format: JsonFormat): AsyncIterable<TextRecord[]> {
  const texts = decoded(stream, format.encoding);
  return format.layout === 'lines' ? parseLines(texts, format) : parseArray(texts, format);
}
