import type { ColumnBatch, ColumnType, PlainColumn, TableSchema } from '@parquetry/core';
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
} from 'apache-arrow';

function arrowType(type: ColumnType): DataType {
  switch (type.kind) {
    case 'boolean':
      return new Bool();
    case 'int64':
      return new Int64();
    case 'float64':
      return new Float64();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond(type.isAdjustedToUTC ? 'UTC' : null);
    case 'string':
      return new Utf8();
    default:
      return type satisfies never;
  }
}

export function arrowSchema({ columns }: TableSchema): Schema {
  return new Schema(columns.map(({ name, type, nullable }) => new Field(name, arrowType(type), nullable)));
}

/** An Arrow array over the column's own buffers. */
function arrowData(type: DataType, column: PlainColumn, length: number): Data {
  const nulls = column.validity && {
    nullBitmap: column.validity,
    nullCount: -1,
  };
  switch (column.kind) {
    case 'boolean':
      return makeData({
        type: type as Bool,
        length,
        data: column.bits,
        ...nulls,
      });
    case 'int64':
      return makeData({
        type: type as Int64,
        length,
        data: column.values,
        ...nulls,
      });
    case 'timestamp':
      return makeData({
        type: type as TimestampMicrosecond,
        length,
        data: column.values,
        ...nulls,
      });
    case 'float64':
      return makeData({
        type: type as Float64,
        length,
        data: column.values,
        ...nulls,
      });
    case 'date':
      return makeData({
        type: type as DateDay,
        length,
        data: column.values,
        ...nulls,
      });
    case 'string': {
      const { offsets: valueOffsets, bytes: data } = column.strings;
      return makeData({
        type: type as Utf8,
        length,
        data,
        valueOffsets,
        ...nulls,
      });
    }
    default:
      return column satisfies never;
  }
}

/** A batch as one Arrow IPC stream: schema, one record batch, end. */
export function arrowMessage(schema: Schema, batch: ColumnBatch): Uint8Array {
  const children = batch.columns.map((column, index) => {
    if (column.layout !== 'plain') throw new TypeError('this engine parses into plain columns');
    return arrowData(schema.fields[index]!.type, column, batch.rowCount);
  });
  const rows = makeData({
    type: new Struct(schema.fields),
    length: batch.rowCount,
    nullCount: 0,
    children,
  });
  return RecordBatchStreamWriter.writeAll([new RecordBatch(schema, rows)]).toUint8Array(true);
}
