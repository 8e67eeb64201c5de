import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type CellValue,
  memoryStore,
  type ObjectRef,
  type ObjectStore,
  type ReadColumn,
  readTable,
  type TableReading,
} from '@parquetry/core';

export const REF: ObjectRef = { bucket: '/files', key: 'file' };

const shared = resolve(import.meta.dirname, '../../../../../../shared');

/** Where real files lie, beside the checkout. */
export const sharedPath = (path: string): string => resolve(shared, path);

/** A store that holds one object, at {@link REF} or elsewhere. */
export async function storeOf(bytes: Uint8Array | string, ref: ObjectRef = REF): Promise<ObjectStore> {
  const store = memoryStore();
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  await store.write(
    ref,
    (async function* () {
      yield content;
    })(),
  );
  return store;
}

/** A table of the given content, whatever its format. */
export async function tableOf(bytes: Uint8Array | string): Promise<TableReading> {
  return readTable(await storeOf(bytes), REF);
}

export interface WholeTable {
  readonly columns: readonly ReadColumn[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** Everything in a table, row by row. */
export async function readWhole(table: TableReading): Promise<WholeTable> {
  const rows: CellValue[][] = [];
  for await (const { rowCount, columns } of table.batches()) {
    for (let row = 0; row < rowCount; row += 1) rows.push(columns.map((cells) => cells[row]!));
  }
  return { columns: table.columns, rows };
}

export async function readBytes(bytes: Uint8Array | string): Promise<WholeTable> {
  return readWhole(await tableOf(bytes));
}

export const readShared = (path: string) => readFile(sharedPath(path));
