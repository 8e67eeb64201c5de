import type { ObjectRef, ObjectStore } from '../store/object-store.ts';
import { type AvroReading, openAvro } from './avro/open-avro.ts';
import { AVRO_MAGIC } from './avro/read-container.ts';
import { openRecords, type RecordsReading, type RecordsReadingOptions } from './open-records.ts';
import { openParquet, type ParquetReading } from './parquet/open-parquet.ts';
import { findFile, readRange } from './read-range.ts';

const PARQUET_MAGIC = 'PAR1';

export type FormatReading = ParquetReading | AvroReading | RecordsReading;

/**
 * Opens a Parquet, Avro, CSV or JSON file, told apart by content. The options concern CSV and JSON.
 *
 * @throws StoreError when there is no such file; BadInputError, from here or from the batches, when it cannot be read.
 */
export async function readTable(
  store: ObjectStore,
  ref: ObjectRef,
  options: RecordsReadingOptions = {},
): Promise<FormatReading> {
  const { signal } = options;
  const file = await findFile(store, ref, signal);
  const head = await readRange(file, { start: 0, end: Math.min(4, file.stat.bytes) }, signal);
  const magic = Buffer.from(head).toString('latin1');
  if (magic === PARQUET_MAGIC) return openParquet(store, ref, signal && { signal });
  if (magic === AVRO_MAGIC) return openAvro(store, ref, signal && { signal });
  return openRecords(store, ref, options);
}
