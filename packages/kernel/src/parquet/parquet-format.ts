/** Numbers of https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
import type { ParquetCodec } from '@parquetry/core';
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_STRING,
  KIND_TIMESTAMP_LOCAL,
  KIND_TIMESTAMP_UTC,
  KIND_UNSEEN,
} from '../abi/layout.ts';

/** KIND_… of `abi/layout.ts`. */
export type ColumnKind =
  | typeof KIND_BOOLEAN
  | typeof KIND_INT64
  | typeof KIND_FLOAT64
  | typeof KIND_DATE
  | typeof KIND_TIMESTAMP_UTC
  | typeof KIND_TIMESTAMP_LOCAL
  | typeof KIND_STRING
  | typeof KIND_UNSEEN;

/** The column of a file. */
export interface ParquetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
}

/** `PAR1`, in front of everything else and behind it. */
export const MAGIC: readonly number[] = [0x50, 0x41, 0x52, 0x31];

const Type = { boolean: 0, int32: 1, int64: 2, double: 5, byteArray: 6 } as const;

/** The Type of a column's values. */
export const PHYSICAL_TYPES = {
  [KIND_BOOLEAN]: Type.boolean,
  [KIND_INT64]: Type.int64,
  [KIND_FLOAT64]: Type.double,
  [KIND_DATE]: Type.int32,
  [KIND_TIMESTAMP_UTC]: Type.int64,
  [KIND_TIMESTAMP_LOCAL]: Type.int64,
  [KIND_STRING]: Type.byteArray,
  [KIND_UNSEEN]: Type.byteArray,
} as const satisfies Record<ColumnKind, number>;

export const ConvertedType = { utf8: 0, date: 6, timestampMicros: 10 } as const;

/** Fields of the union LogicalType. */
export const LogicalType = { string: 1, date: 6, timestamp: 8 } as const;

export const Repetition = { required: 0, optional: 1 } as const;

export const Encoding = { plain: 0, rle: 3, rleDictionary: 8 } as const;

export const PageType = { data: 0, dictionary: 2 } as const;

export const BoundaryOrder = { unordered: 0, ascending: 1, descending: 2 } as const;

export const CODEC_NUMBERS = {
  none: 0,
  snappy: 1,
  gzip: 2,
  zstd: 6,
  lz4_raw: 7,
} as const satisfies Record<ParquetCodec, number>;
