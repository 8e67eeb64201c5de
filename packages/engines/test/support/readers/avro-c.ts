import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CellValue, TypeName } from '@parquetry/core';
import type { Reader, ReadTable } from '../read-table.ts';
import { avroFieldType, avroHeader } from './avro-header.ts';

/** Of Debian's package avro-bin. */
const COMMAND = 'avrocat';

export const hasAvroCat = spawnSync(COMMAND).error === undefined;

type Json = null | boolean | string | { readonly number: string };
type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** Numbers stay text, so that 64 bits survive. */
const keepDigits: Reviver = (_key, value, { source }) =>
  typeof value === 'number' ? { number: source } : value;

function cellOf(value: Json, type: TypeName): CellValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  return type === 'float64' || type === 'date' ? Number(value.number) : BigInt(value.number);
}

/** A union's value arrives wrapped: `{"long": 5}`. */
const unwrapped = (value: Json | Record<string, Json>, nullable: boolean): Json =>
  nullable && value !== null ? (Object.values(value)[0] as Json) : (value as Json);

/** One JSON object per record. */
async function read(file: Uint8Array): Promise<ReadTable> {
  const { schema } = avroHeader(file);
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-avrocat-'));
  try {
    const path = join(directory, 'file.avro');
    await writeFile(path, file);
    const { stdout } = await promisify(execFile)(COMMAND, [path], { maxBuffer: 1 << 30 });
    const rows = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line, keepDigits as (key: string, value: unknown) => unknown));
    return {
      rowCount: rows.length,
      columns: schema.fields.map((field) => {
        const { type, nullable } = avroFieldType(field);
        const values = rows.map((row) => cellOf(unwrapped(row[field.name], nullable), type));
        return { name: field.name, type, nullable, values };
      }),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const isShown = (value: CellValue) =>
  typeof value === 'string' ? !value.includes('\0') : typeof value !== 'number' || Number.isFinite(value);

export const avroC: Reader = {
  library: 'avro-c',
  /** Its JSON knows neither NaN nor infinities, and its strings end at U+0000. */
  canShow: ({ columns }) => columns.every(({ values }) => values.every(isShown)),
  read,
};
