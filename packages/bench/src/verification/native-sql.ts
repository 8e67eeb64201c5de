/** What DuckDB is asked to compare a Parquet file with its source. Columns are c0, c1 … on both sides, in the plan's order. */
import {
  type Column,
  type ColumnType,
  type ConversionPlan,
  filePath,
  type ObjectRef,
  sourceNames,
} from '@parquetry/core';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const aliasOf = (index: number) => `c${index}`;

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

const foldsTogether = (names: readonly string[]) =>
  new Set(names.map((name) => name.toLowerCase())).size < names.length;

/** Why DuckDB does not read a plan's source exactly as Parquetry does; `undefined` when it does. */
export function whyNotDuckdb({ source: { format }, schema }: ConversionPlan): string | undefined {
  if (format.encoding !== 'utf-8') return `text in ${format.encoding}`;
  const names = sourceNames(format);
  if (names.length !== schema.columns.length) return 'columns that the source has not';
  if (foldsTogether(names)) return 'names that differ in case alone';
  if (format.kind === 'json') {
    const isFlat = format.fields.every(({ name, path }) => path.length === 1 && path[0] === name);
    if (format.layout !== 'lines' || format.records !== 'objects' || !isFlat) return 'JSON of this layout';
    return schema.columns.some(({ guess }) => guess?.isJsonText) ? 'columns of JSON text' : undefined;
  }
  const { quote, escape: escapedBy, comment, trim, trailingDelimiter } = format.dialect;
  if (comment !== '' || trim || trailingDelimiter || quote !== escapedBy) return 'this dialect';
  return undefined;
}

/** The rows of a source in their order, numbered from 1 as `rn`. */
export function sourceRows({ source, schema }: ConversionPlan): string {
  const { format, ref, compression } = source;
  const path = text(filePath(ref));
  const packed = `compression = ${text(compression === 'none' ? 'uncompressed' : compression)}`;
  const typeOf = new Map(schema.columns.map(({ name, type }) => [name, typeInDuckdb(type)]));
  const order = schema.columns
    .map(({ name }, index) => `${identifier(name)} AS ${aliasOf(index)}`)
    .join(', ');
  const columns = `columns = {${sourceNames(format)
    .map((name) => `${text(name)}: ${text(typeOf.get(name)!)}`)
    .join(', ')}}`;
  if (format.kind === 'json') {
    return `SELECT row_number() OVER () AS rn, ${order} FROM read_json(${path}, format = 'newline_delimited', ${packed}, ${columns})`;
  }
  const { dialect, hasHeader, nulls, quotedEmpty } = format;
  const options = [
    'auto_detect = false',
    'parallel = false',
    `header = ${hasHeader}`,
    `delim = ${text(dialect.delimiter)}`,
    `quote = ${text(dialect.quote)}`,
    `escape = ${text(dialect.escape)}`,
    `skip = ${dialect.skipLines}`,
    `nullstr = [${['', ...nulls].map(text).join(', ')}]`,
    `allow_quoted_nulls = ${quotedEmpty === 'null'}`,
    packed,
    columns,
  ];
  return `SELECT row_number() OVER () AS rn, ${order} FROM read_csv(${path}, ${options.join(', ')})`;
}

/** The rows of an output in their order, numbered from 1 as `rn`; `found` are its names in the order of the plan. */
export function outputRows(ref: ObjectRef, columns: readonly Column[], found: readonly string[]): string {
  const cells = columns.map(
    ({ type }, index) => `CAST(${identifier(found[index]!)} AS ${typeInDuckdb(type)}) AS ${aliasOf(index)}`,
  );
  return `SELECT file_row_number + 1 AS rn, ${cells.join(', ')} FROM read_parquet(${text(filePath(ref))}, file_row_number = true)`;
}

/**
 * The number of rows, then for each column a checksum over its cells and the rows they stand in: the sum of row × hash. (An
 * XOR of `hash(row, cell)` would not do: it is the same in any order.) It fits 128 bits up to 2^31 rows.
 */
export function checksums(rows: string, columns: readonly Column[]): string {
  const sums = columns.map((_, index) => `sum(rn::HUGEINT * hash(${aliasOf(index)}))::VARCHAR`);
  return `SELECT count(*)::VARCHAR, ${sums.join(', ')} FROM (${rows})`;
}

/** Row and both values where a column differs first. */
export function firstDifference(source: string, output: string, column: number): string {
  const cell = aliasOf(column);
  return `SELECT a.rn::VARCHAR, a.v::VARCHAR, b.v::VARCHAR
    FROM (SELECT rn, ${cell} AS v FROM (${source})) a POSITIONAL JOIN (SELECT ${cell} AS v FROM (${output})) b
    WHERE a.v IS DISTINCT FROM b.v LIMIT 1`;
}
