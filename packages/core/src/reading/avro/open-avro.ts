import type { ObjectRef, ObjectStore } from '../../store/object-store.ts';
import { findFile, type StoredFile } from '../read-range.ts';
import type { RowBatch, TableReading } from '../table-reading.ts';
import { avroError, MalformedAvro } from './avro-error.ts';
import { parseAvroSchema } from './parse-avro-schema.ts';
import { AVRO_MAGIC, type ContainerHeader, type ContainerReading, readContainer } from './read-container.ts';
import { type RecordReader, recordReader } from './record-reader.ts';

export interface AvroBlock extends RowBatch {
  readonly storedBytes: number;
  readonly unpackedBytes: number;
}

/** An Avro object container file whose header has been read. */
export interface AvroReading extends TableReading {
  readonly format: 'avro';
  readonly bytes: number;
  readonly header: ContainerHeader;
  /** As `batches`, with the sizes of each block. */
  blocks(signal?: AbortSignal): AsyncIterable<AvroBlock>;
}

const openContainer = ({ store, stat, name }: StoredFile, signal?: AbortSignal): Promise<ContainerReading> =>
  readContainer(store.read(stat.ref, { ifMatch: stat.etag, ...(signal && { signal }) }), name);

async function* readBlocks(
  file: StoredFile,
  reader: RecordReader,
  signal: AbortSignal | undefined,
): AsyncIterable<AvroBlock> {
  const container = await openContainer(file, signal);
  try {
    for await (const { data, rowCount, number, byteOffset, storedBytes } of container.blocks) {
      signal?.throwIfAborted();
      let batch: RowBatch;
      try {
        batch = reader.read(data, rowCount);
      } catch (cause) {
        if (!(cause instanceof MalformedAvro)) throw cause;
        throw avroError(file.name, byteOffset, `block ${number}: ${cause.message}`, cause);
      }
      yield { ...batch, storedBytes, unpackedBytes: data.length };
    }
  } finally {
    await container.close();
  }
}

/**
 * Opens an Avro object container file of any writer: the header now, the rows later, block by block.
 *
 * @throws StoreError when there is no such file; BadInputError, from here or from the batches, when it cannot be read, with
 *   the byte at which it stops making sense.
 */
export async function openAvro(
  store: ObjectStore,
  ref: ObjectRef,
  options: { signal?: AbortSignal } = {},
): Promise<AvroReading> {
  const file = await findFile(store, ref, options.signal);
  const container = await openContainer(file, options.signal);
  await container.close();
  const { header } = container;
  let reader: RecordReader;
  try {
    reader = recordReader(parseAvroSchema(header.schema));
  } catch (cause) {
    if (!(cause instanceof MalformedAvro)) throw cause;
    throw avroError(file.name, AVRO_MAGIC.length, cause.message, cause);
  }
  const blocks = (signal?: AbortSignal) => readBlocks(file, reader, signal);
  return {
    name: file.name,
    format: 'avro',
    bytes: file.stat.bytes,
    header,
    columns: reader.columns,
    blocks,
    batches: blocks,
  };
}
