import type { ColumnType, ConversionPlan, CsvFormat, JsonFormat } from '@parquetry/core';
import type { ParquetOutput } from '../shared/plan-complaint.ts';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const list = (values: readonly string[]) => `[${values.map(text).join(', ')}]`;

function typeInDuckdb(type: ColumnType): string {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'int64':
      return 'BIGINT';
    case 'float64':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return type.isAdjustedToUTC ? 'TIMESTAMPTZ' : 'TIMESTAMP';
    case 'string':
      return 'VARCHAR';
    default:
      return type satisfies never;
  }
}

function columnsOf({ schema }: ConversionPlan): string {
  return `{${schema.columns.map(({ name, type }) => `${text(name)}: ${text(typeInDuckdb(type))}`).join(', ')}}`;
}

/** Of `read_csv`: https://duckdb.org/docs/stable/data/csv/overview#parameters */
function csvOptions({ dialect, hasHeader, nulls, quotedEmpty }: CsvFormat): string[] {
  return [
    'auto_detect = false',
    `header = ${hasHeader}`,
    `delim = ${text(dialect.delimiter)}`,
    `quote = ${text(dialect.quote)}`,
    `escape = ${text(dialect.escape)}`,
    `comment = ${text(dialect.comment)}`,
    `skip = ${dialect.skipLines}`,
    `nullstr = ${list(['', ...nulls])}`,
    `allow_quoted_nulls = ${quotedEmpty === 'null'}`,
  ];
}

const JSON_LAYOUT = { lines: 'newline_delimited', array: 'array', values: 'unstructured' } as const;

const jsonOptions = ({ layout }: JsonFormat) => [`format = ${text(JSON_LAYOUT[layout])}`];

function scan(plan: ConversionPlan, path: string): string {
  const { format, compression } = plan.source;
  const isCsv = format.kind === 'csv';
  const options = [
    ...(isCsv ? csvOptions(format) : jsonOptions(format)),
    `compression = ${text(compression === 'none' ? 'uncompressed' : compression)}`,
    `columns = ${columnsOf(plan)}`,
  ];
  return `${isCsv ? 'read_csv' : 'read_json'}(${text(path)}, ${options.join(', ')})`;
}

/** Of `COPY … TO`: https://duckdb.org/docs/stable/sql/statements/copy#parquet-options */
function sink({ codec, level, rowGroupRows, metadata }: ParquetOutput): string {
  const pairs = Object.entries(metadata ?? {}).map(([key, value]) => `${text(key)}: ${text(value)}`);
  return [
    'FORMAT parquet',
    `COMPRESSION ${codec === 'none' ? 'uncompressed' : codec}`,
    ...(level === undefined ? [] : [`COMPRESSION_LEVEL ${level}`]),
    ...(rowGroupRows === undefined ? [] : [`ROW_GROUP_SIZE ${rowGroupRows}`]),
    ...(pairs.length === 0 ? [] : [`KV_METADATA {${pairs.join(', ')}}`]),
  ].join(', ');
}

/** One statement that reads, types and writes a file. */
export const copyStatement = (
  plan: ConversionPlan,
  output: ParquetOutput,
  sourcePath: string,
  outputPath: string,
): string => `COPY (FROM ${scan(plan, sourcePath)}) TO ${text(outputPath)} (${sink(output)})`;
