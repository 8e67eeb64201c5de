import type { Column, ColumnType, ConversionPlan, CsvFormat } from '@parquetry/core';
import type { DataType } from 'nodejs-polars';

export type Polars = typeof import('nodejs-polars').default;
export type DataFrame = ReturnType<Polars['readCSV']>;
export type LazyFrame = ReturnType<Polars['scanCSV']>;
type Expression = ReturnType<Polars['col']>;

function typeInPolars(pl: Polars, type: ColumnType): DataType {
  switch (type.kind) {
    case 'boolean':
      return pl.Bool;
    case 'int64':
      return pl.Int64;
    case 'float64':
      return pl.Float64;
    case 'date':
      return pl.Date;
    case 'timestamp':
      return type.isAdjustedToUTC ? pl.Datetime('us', 'UTC') : pl.Datetime('us');
    case 'string':
      return pl.String;
    default:
      return type satisfies never;
  }
}

const schemaOf = (columns: readonly Column[], typeOf: (column: Column) => DataType) =>
  Object.fromEntries(columns.map((column) => [column.name, typeOf(column)]));

export const isInstant = ({ type }: Column) => type.kind === 'timestamp' && type.isAdjustedToUTC;

/** Integers of one byte end here: a larger one cannot be cast to it. */
const BEYOND_UINT8 = 300;

/**
 * RFC 3339 text as an instant. `strptime` makes null of what it cannot read; here that ends the query, by a cast that
 * must fail.
 */
function parsedInstant(pl: Polars, { name }: Column): Expression {
  const text = pl.col(name);
  const parsed = text.str.strptime(pl.Datetime, '%+');
  const isLost = parsed.isNull().and(text.isNotNull());
  const mark = pl.when(isLost).then(pl.lit(BEYOND_UINT8)).otherwise(pl.lit(0));
  const isSound = mark.cast(pl.UInt8, true).eq(0);
  return pl.when(isSound).then(parsed).otherwise(pl.lit(null)).as(name);
}

type Types = Record<string, DataType>;

function scanCsv(
  pl: Polars,
  { dialect, hasHeader, nulls, quotedEmpty }: CsvFormat,
  path: string,
  schema: Types,
) {
  return pl.scanCSV(path, {
    schema,
    inferSchemaLength: 0,
    hasHeader,
    sep: dialect.delimiter,
    quoteChar: dialect.quote,
    skipLines: dialect.skipLines,
    ...(dialect.comment !== '' && { commentPrefix: dialect.comment }),
    ...(quotedEmpty === 'null' && { nullValues: ['', ...nulls] }),
    glob: false,
  });
}

/** Whether {@link scanSource} has a quick way with the columns of a plan. */
export const hasQuickScan = ({ schema }: ConversionPlan): boolean => schema.columns.some(isInstant);

/**
 * The source of a plan as a lazy frame of its types. Polars' own scans spend half their time on instants, of CSV, or four
 * fifths, of JSON; `strptime` reads those of RFC 3339 in a tenth. `isQuick` has them read so, and the query fails where one
 * is written another way (`+02`, no seconds). The scans themselves know those, too.
 */
export function scanSource(pl: Polars, plan: ConversionPlan, path: string, isQuick: boolean): LazyFrame {
  const { format } = plan.source;
  const { columns } = plan.schema;
  const instants = isQuick ? columns.filter(isInstant) : [];
  const typeOf = (column: Column) => (instants.includes(column) ? pl.String : typeInPolars(pl, column.type));
  const schema = schemaOf(columns, typeOf);
  const frame = format.kind === 'csv' ? scanCsv(pl, format, path, schema) : pl.scanJson(path, { schema });
  return instants.length === 0
    ? frame
    : frame.withColumns(...instants.map((column) => parsedInstant(pl, column)));
}
