import { Readable } from 'node:stream';
import type { CellValue } from '@parquetry/core';
import avro from 'avsc';
import { bigintLongHook } from '../../support/readers/avsc.ts';

const isNested = (value: unknown) => typeof value === 'object' && value !== null && !Buffer.isBuffer(value);

/** As core shows nested values: JSON, bigints in digits. */
const nestedText = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part));

function cellOf(value: unknown): CellValue {
  if (isNested(value)) return nestedText(value);
  return typeof value === 'number' ? BigInt(value) : (value as CellValue);
}

/** The rows of an uncompressed container file as avsc reads them, nested values as JSON text. */
export async function recordsByAvsc(file: Uint8Array, fields: readonly string[]): Promise<CellValue[][]> {
  const decoder = new avro.streams.BlockDecoder({
    parseHook: (schema: avro.Schema) =>
      avro.Type.forSchema(schema, { wrapUnions: false, typeHook: bigintLongHook }),
  } as ConstructorParameters<typeof avro.streams.BlockDecoder>[0]);
  Readable.from([Buffer.from(file)]).pipe(decoder);
  const rows: CellValue[][] = [];
  for await (const value of decoder as AsyncIterable<unknown>) {
    const isRecord = isNested(value);
    rows.push(fields.map((name) => cellOf(isRecord ? (value as Record<string, unknown>)[name] : value)));
  }
  return rows;
}
