import { type ObjectRef, type ObjectStore, openAvro, openParquet } from '@parquetry/core';
import { SCHEMA } from '../sources/source-text.ts';

const ID = SCHEMA.columns[0]!.name;

/** The ids of the rows of an output, in their order. @throws when it cannot be read. */
export async function readIds(store: ObjectStore, ref: ObjectRef, signal?: AbortSignal): Promise<bigint[]> {
  const open = ref.key.endsWith('.avro') ? openAvro : openParquet;
  const table = await open(store, ref, signal ? { signal } : {});
  const column = table.columns.findIndex(({ name }) => name === ID);
  const ids: bigint[] = [];
  for await (const { rowCount, columns } of table.batches(signal)) {
    for (let row = 0; row < rowCount; row += 1) ids.push(BigInt(columns[column]![row] as bigint));
  }
  return ids;
}
