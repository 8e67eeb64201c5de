import { Readable } from 'node:stream';
import type { CellValue, ReadColumn } from '@parquetry/core';
import avro from 'avsc';
import { bigintLongHook } from '../../support/readers/avsc.ts';

const isNested = (value: unknown) => typeof value === 'object' && value !== null && !Buffer.isBuffer(value);

/** Bytes as the text they are, as JSON has them in Avro. */
const plain = (value: unknown): unknown => (Buffer.isBuffer(value) ? value.toString('latin1') : value);

/** As core shows nested values: JSON, bigints in digits. */
function nestedText(value: object): string {
  const parts = Object.entries(value).map(([key, part]) => [key, plain(part)]);
  return JSON.stringify(Object.fromEntries(parts), (_, part) =>
    typeof part === 'bigint' ? Number(part) : part,
  );
}

function cellOf(value: unknown, isUnion: boolean): CellValue {
  if (isUnion && !isNested(value)) return JSON.stringify(value);
  if (isNested(value)) return nestedText(value as object);
  if (Buffer.isBuffer(value)) return plain(value) as string;
  return typeof value === 'number' ? BigInt(value) : (value as CellValue);
}

/** The rows of an uncompressed container file as avsc reads them, nested values and unions of several types as JSON text. */
export async function recordsByAvsc(
  file: Uint8Array,
  columns: readonly ReadColumn[],
): Promise<CellValue[][]> {
  const decoder = new avro.streams.BlockDecoder({
    parseHook: (schema: avro.Schema) =>
      avro.Type.forSchema(schema, { wrapUnions: false, typeHook: bigintLongHook }),
  } as ConstructorParameters<typeof avro.streams.BlockDecoder>[0]);
  Readable.from([Buffer.from(file)]).pipe(decoder);
  const rows: CellValue[][] = [];
  for await (const value of decoder as AsyncIterable<unknown>) {
    const isRecord = isNested(value);
    rows.push(
      columns.map(({ name, physical }) => {
        const cell = isRecord ? (value as Record<string, unknown>)[name] : value;
        return cellOf(cell, physical === 'union');
      }),
    );
  }
  return rows;
}
