import type { ObjectRef, ObjectStore } from '../store/object-store.ts';
import { type AvroReading, openAvro } from './avro/open-avro.ts';
import { AVRO_MAGIC } from './avro/read-container.ts';
import { type CsvReadingOptions, type CsvTableReading, openCsv } from './open-csv.ts';
import { openParquet, type ParquetReading } from './parquet/open-parquet.ts';
import { findFile, readRange } from './read-range.ts';

const PARQUET_MAGIC = 'PAR1';

export type FormatReading = ParquetReading | AvroReading | CsvTableReading;

/**
 * Opens a Parquet, Avro or CSV file (plain or gzip), told apart by content. The options concern CSV.
 *
 * @throws StoreError when there is no such file; BadInputError, from here or from the batches, when it cannot be read.
 */
export async function readTable(
  store: ObjectStore,
  ref: ObjectRef,
  options: CsvReadingOptions = {},
): Promise<FormatReading> {
  const { signal } = options;
  const file = await findFile(store, ref, signal);
  const head = await readRange(file, { start: 0, end: Math.min(4, file.stat.bytes) }, signal);
  const magic = Buffer.from(head).toString('latin1');
  if (magic === PARQUET_MAGIC) return openParquet(store, ref, options);
  if (magic === AVRO_MAGIC) return openAvro(store, ref, options);
  return openCsv(store, ref, options);
}
