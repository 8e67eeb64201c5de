import type { ColumnBatch, ColumnType, PlainColumn, TableSchema } from '@parquetry/core';
import {
  AsyncByteQueue,
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

function arrowSchema({ columns }: TableSchema): Schema {
  return new Schema(columns.map(({ name, type, nullable }) => new Field(name, arrowType(type), nullable)));
}

/** An Arrow array over the column's own buffers. */
function arrowData(type: DataType, column: PlainColumn, length: number): Data {
  const nulls = column.validity && { nullBitmap: column.validity, nullCount: -1 };
  switch (column.kind) {
    case 'boolean':
      return makeData({ type: type as Bool, length, data: column.bits, ...nulls });
    case 'int64':
      return makeData({ type: type as Int64, length, data: column.values, ...nulls });
    case 'timestamp':
      return makeData({ type: type as TimestampMicrosecond, length, data: column.values, ...nulls });
    case 'float64':
      return makeData({ type: type as Float64, length, data: column.values, ...nulls });
    case 'date':
      return makeData({ type: type as DateDay, length, data: column.values, ...nulls });
    case 'string': {
      const { offsets: valueOffsets, bytes: data } = column.strings;
      return makeData({ type: type as Utf8, length, data, valueOffsets, ...nulls });
    }
    default:
      return column satisfies never;
  }
}

/** Gathers what the Arrow writer writes in one buffer, used again for every message. */
class MessageBuffer extends AsyncByteQueue {
  #bytes = new Uint8Array(0);
  #used = 0;

  override write(chunk: Uint8Array): void {
    const end = this.#used + chunk.length;
    if (end > this.#bytes.length) {
      this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.max(end, 2 * this.#bytes.length)));
    }
    this.#bytes.set(chunk, this.#used);
    this.#used = end;
  }

  take(): Uint8Array {
    const message = this.#bytes.subarray(0, this.#used);
    this.#used = 0;
    return message;
  }
}

/** Lays batches of one schema out as Arrow IPC streams. */
export class ArrowMessages {
  readonly #schema: Schema;
  readonly #buffer = new MessageBuffer();

  constructor(schema: TableSchema) {
    this.#schema = arrowSchema(schema);
  }

  /** A batch as a stream of its own: schema, one record batch, end. Valid until the next call. */
  message({ columns, rowCount }: ColumnBatch): Uint8Array {
    const schema = this.#schema;
    const children = columns.map((column, index) => arrowData(schema.fields[index]!.type, column, rowCount));
    const rows = makeData({ type: new Struct(schema.fields), length: rowCount, nullCount: 0, children });
    const writer = new RecordBatchStreamWriter({ autoDestroy: false });
    writer.reset(this.#buffer, schema);
    writer.write(new RecordBatch(schema, rows));
    writer.finish();
    return this.#buffer.take();
  }
}
