import type { CellValue, TypeName } from '@parquetry/core';
import { type DataType, type Field, Type, tableFromIPC, type Vector } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { decodeUtf8, type Reader, type ReadTable } from '../read-table.ts';

const TYPES: Readonly<Record<string, TypeName>> = {
  Bool: 'boolean',
  Int64: 'int64',
  Float64: 'float64',
  'Date32<DAY>': 'date',
  'Timestamp<MICROSECOND, UTC>': 'timestamp',
  'Timestamp<MICROSECOND>': 'local_timestamp',
  Utf8: 'string',
};

/** Straight from the buffers: the vectors' getters make numbers of timestamps and drop a string's BOM. */
function valuesOf(vector: Vector<DataType>): CellValue[] {
  return vector.data.flatMap((data) => {
    const valueAt = (row: number): CellValue => {
      switch (data.typeId) {
        case Type.Bool: {
          const bit = data.offset + row;
          return ((data.values[bit >> 3] >> (bit & 7)) & 1) === 1;
        }
        case Type.Utf8:
          return decodeUtf8(data.values.subarray(data.valueOffsets[row]!, data.valueOffsets[row + 1]!));
        default:
          return data.values[row];
      }
    };
    return Array.from({ length: data.length }, (_, row) => (data.getValid(row) ? valueAt(row) : null));
  });
}

function typeOf(field: Field): TypeName {
  const type = TYPES[String(field.type)];
  if (type === undefined) throw new Error(`column ${field.name}: unexpected Arrow type ${field.type}`);
  return type;
}

async function read(file: Uint8Array): Promise<ReadTable> {
  const table = tableFromIPC(readParquet(file).intoIPCStream());
  return {
    rowCount: table.numRows,
    columns: table.schema.fields.map((field, at) => ({
      name: field.name,
      type: typeOf(field),
      nullable: field.nullable,
      values: valuesOf(table.getChildAt(at)!),
    })),
  };
}

export const parquetWasm: Reader = { library: 'parquet-wasm', read };
