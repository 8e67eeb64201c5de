import type { CellValue, TypeName } from '@parquetry/core';
import pl from 'nodejs-polars';
import type { Reader, ReadTable } from '../read-table.ts';
import { legacyInstants } from './hyparquet.ts';

const TYPES: Readonly<Record<string, TypeName>> = {
  Bool: 'boolean',
  Int64: 'int64',
  Float64: 'float64',
  Date: 'date',
  'Datetime(us,UTC)': 'timestamp',
  'Datetime(us,)': 'local_timestamp',
  String: 'string',
};

/** As numbers they would be rounded beyond 2^53, so then they leave as decimal text. */
function longsOf(series: pl.Series): CellValue[] {
  const numbers = series.toArray() as (number | null)[];
  const areExact = numbers.every((value) => value === null || Number.isSafeInteger(value));
  const exact: (number | string | null)[] = areExact ? numbers : series.cast(pl.String).toArray();
  return exact.map((value) => (value === null ? null : BigInt(value)));
}

/** Dates and timestamps leave as integers: a JavaScript Date has no microseconds. */
function valuesOf(series: pl.Series, type: TypeName): CellValue[] {
  switch (type) {
    case 'int64':
    case 'timestamp':
    case 'local_timestamp':
      return longsOf(series.cast(pl.Int64));
    case 'date':
      return series.cast(pl.Int32).toArray();
    default:
      return series.toArray();
  }
}

function tableOf(frame: pl.DataFrame, legacyInstants: ReadonlySet<string> = new Set()): ReadTable {
  return {
    rowCount: frame.height,
    columns: frame.getColumns().map((series) => {
      const dtype = /^DataType\((.*)\)$/.exec(String(series.dtype))?.[1] ?? String(series.dtype);
      const type = legacyInstants.has(series.name) ? 'timestamp' : TYPES[dtype];
      if (type === undefined) throw new Error(`column ${series.name}: unexpected Polars type ${dtype}`);
      return { name: series.name, type, nullable: undefined, values: valuesOf(series, type) };
    }),
  };
}

const copyOf = (file: Uint8Array) => Buffer.from(file);

export const polarsParquet: Reader = {
  library: 'polars',
  read: async (file) => tableOf(pl.readParquet(copyOf(file)), legacyInstants(file)),
};

export const polarsAvro: Reader = {
  library: 'polars',
  /** It fails on compressed files that end after their header, as the files of empty tables do. */
  canShow: ({ rowCount }) => rowCount > 0,
  read: async (file) => tableOf(pl.readAvro(copyOf(file))),
};
