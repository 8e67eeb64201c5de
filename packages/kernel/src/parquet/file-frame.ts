/** What of a footer is known before the first row: all but row groups. */
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
import {
  ConvertedType,
  LogicalType,
  type ParquetColumn,
  PHYSICAL_TYPES,
  Repetition,
} from './parquet-format.ts';
import { ThriftType, ThriftWriter } from './thrift-writer.ts';

export interface FileDescription {
  /** One at least. */
  readonly columns: readonly ParquetColumn[];
  readonly codec: ParquetCodec;
  /** `<application> version <version>`, as parquet.thrift wants it. */
  readonly createdBy: string;
  /** Written in this order. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** A description, encoded once for any number of files. */
export interface FileFrame {
  readonly columns: readonly ParquetColumn[];
  /** In UTF-8. */
  readonly names: readonly Uint8Array[];
  readonly codec: ParquetCodec;
  /** Whether pages reach the file compressed by the host. */
  readonly isHostCompressed: boolean;
  /** The fields of FileMetaData up to LAST_HEAD_FIELD. */
  readonly head: Uint8Array;
  /** Those behind FIRST_TAIL_FIELD − 1, and the end of the structure. */
  readonly tail: Uint8Array;
}

/** What writers are to state, whatever they write (parquet.thrift, FileMetaData.version). */
const FORMAT_VERSION = 1;
const ROOT_NAME = 'schema';
export const LAST_HEAD_FIELD = 2;
export const ROW_GROUPS_FIELD = 4;

const encoder = new TextEncoder();

/** What all files of this description have in common. */
export function prepareFrame(description: FileDescription): FileFrame {
  const { columns, codec } = description;
  const names = columns.map(({ name }) => encoder.encode(name));
  return {
    columns,
    names,
    codec,
    isHostCompressed: codec === 'zstd' || codec === 'gzip',
    head: encodeHead(columns, names),
    tail: encodeTail(description),
  };
}

function encodeHead(columns: readonly ParquetColumn[], names: readonly Uint8Array[]): Uint8Array {
  const writer = new ThriftWriter();
  writer.i32(1, FORMAT_VERSION);
  writer.list(LAST_HEAD_FIELD, ThriftType.struct, columns.length + 1);
  writer.beginStruct();
  writer.binary(4, encoder.encode(ROOT_NAME));
  writer.i32(5, columns.length);
  writer.endStruct();
  columns.forEach((column, at) => {
    writer.beginStruct();
    writer.i32(1, PHYSICAL_TYPES[column.kind]);
    writer.i32(3, column.isNullable ? Repetition.optional : Repetition.required);
    writer.binary(4, names[at]!);
    writeAnnotations(writer, column.kind);
    writer.endStruct();
  });
  return writer.written();
}

/** The older annotation goes with the newer one, also where it says too much: of local timestamps (LogicalTypes.md). */
function writeAnnotations(writer: ThriftWriter, kind: ParquetColumn['kind']): void {
  switch (kind) {
    case KIND_BOOLEAN:
    case KIND_INT64:
    case KIND_FLOAT64:
      return;
    case KIND_STRING:
    case KIND_UNSEEN:
      writer.i32(6, ConvertedType.utf8);
      writer.struct(10);
      writeEmptyStruct(writer, LogicalType.string);
      writer.endStruct();
      return;
    case KIND_DATE:
      writer.i32(6, ConvertedType.date);
      writer.struct(10);
      writeEmptyStruct(writer, LogicalType.date);
      writer.endStruct();
      return;
    case KIND_TIMESTAMP_UTC:
    case KIND_TIMESTAMP_LOCAL:
      writer.i32(6, ConvertedType.timestampMicros);
      writer.struct(10);
      writer.struct(LogicalType.timestamp);
      writer.boolean(1, kind === KIND_TIMESTAMP_UTC);
      writer.struct(2);
      writeEmptyStruct(writer, MICROS);
      writer.endStruct();
      writer.endStruct();
      writer.endStruct();
      return;
    default:
      kind satisfies never;
  }
}

/** Of the union TimeUnit. */
const MICROS = 2;
/** Of the union ColumnOrder. */
const TYPE_ORDER = 1;

function writeEmptyStruct(writer: ThriftWriter, id: number): void {
  writer.struct(id);
  writer.endStruct();
}

function encodeTail({ columns, createdBy, metadata = {} }: FileDescription): Uint8Array {
  const writer = new ThriftWriter();
  writer.beginStruct();
  writer.continueAfter(ROW_GROUPS_FIELD);
  const pairs = Object.entries(metadata);
  if (pairs.length > 0) {
    writer.list(5, ThriftType.struct, pairs.length);
    for (const [key, value] of pairs) {
      writer.beginStruct();
      writer.binary(1, encoder.encode(key));
      writer.binary(2, encoder.encode(value));
      writer.endStruct();
    }
  }
  writer.binary(6, encoder.encode(createdBy));
  writer.list(7, ThriftType.struct, columns.length);
  for (const _ of columns) {
    writer.beginStruct();
    writeEmptyStruct(writer, TYPE_ORDER);
    writer.endStruct();
  }
  writer.endStruct();
  return writer.written();
}
