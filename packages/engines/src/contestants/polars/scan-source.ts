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

function scanCsv(
  pl: Polars,
  plan: ConversionPlan,
  format: CsvFormat,
  path: string,
  isQuick: boolean,
): LazyFrame {
  const { dialect, hasHeader, nulls, quotedEmpty } = format;
  const { columns } = plan.schema;
  const instants = isQuick ? columns.filter(isInstant) : [];
  const typeOf = (column: Column) => (instants.includes(column) ? pl.String : typeInPolars(pl, column.type));
  const frame = pl.scanCSV(path, {
    schema: schemaOf(columns, typeOf),
    inferSchemaLength: 0,
    hasHeader,
    sep: dialect.delimiter,
    quoteChar: dialect.quote,
    skipLines: dialect.skipLines,
    ...(dialect.comment !== '' && { commentPrefix: dialect.comment }),
    ...(quotedEmpty === 'null' && { nullValues: ['', ...nulls] }),
    glob: false,
  });
  return instants.length === 0
    ? frame
    : frame.withColumns(...instants.map((column) => parsedInstant(pl, column)));
}

/** Whether {@link scanSource} has a quick way with the columns of a plan. */
export const hasQuickScan = ({ source, schema }: ConversionPlan): boolean =>
  source.format.kind === 'csv' && schema.columns.some(isInstant);

/**
 * The source of a plan as a lazy frame of its types. Polars' CSV parser takes half its time for the usual instants of
 * RFC 3339, if there are any, that `strptime` reads in a tenth: `isQuick` has them read so, and the query fails where
 * one is written another way (`+02`, no seconds). The parser itself knows those, too.
 */
export function scanSource(pl: Polars, plan: ConversionPlan, path: string, isQuick: boolean): LazyFrame {
  const { format } = plan.source;
  if (format.kind === 'csv') return scanCsv(pl, plan, format, path, isQuick);
  return pl.scanJson(path, { schema: schemaOf(plan.schema.columns, ({ type }) => typeInPolars(pl, type)) });
}
