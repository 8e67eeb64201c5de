import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import {
  avroSchema,
  type ColumnBatch,
  type OutputPlan,
  type StageClock,
  type TableSchema,
} from '@parquetry/core';
import { compressSync } from 'snappy';
import type { EncodedFile } from '../account-rows.ts';
import { AvroRows } from './encode-avro-rows.ts';
import { MOST_LONG_BYTES, putLong } from './varint.ts';

/** Object container files: https://avro.apache.org/docs/1.12.0/specification/#object-container-files */
const MAGIC = Buffer.from('Obj\u0001', 'latin1');
const SYNC_MARKER_BYTES = 16;
/** Of rows, before compression. */
const BLOCK_BYTES = 1 << 17;

function long(value: number): Uint8Array {
  const target = new Uint8Array(MOST_LONG_BYTES);
  return target.subarray(0, putLong(target, 0, value, 0));
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([long(bytes.length), bytes]);
}

type AvroOutput = Extract<OutputPlan, { format: 'avro' }>;

/** The header up to its sync marker: magic and the metadata map. */
function fileHeader(schema: TableSchema, { codec, metadata = {} }: AvroOutput): Uint8Array {
  const entries = [
    ['avro.schema', JSON.stringify(avroSchema(schema))],
    ['avro.codec', codec],
    ...Object.entries(metadata),
  ] as const;
  const pairs = entries.flatMap(([key, value]) => [text(key), text(value)]);
  return Buffer.concat([MAGIC, long(entries.length), ...pairs, long(0)]);
}

/**
 * A block's data in pieces (https://avro.apache.org/docs/1.12.0/specification/#required-codecs): snappy is followed by
 * the CRC-32 of the plain bytes, big-endian.
 */
function compressed(bytes: Uint8Array, { codec, level }: AvroOutput): Uint8Array[] {
  switch (codec) {
    case 'null':
      return [bytes];
    case 'deflate':
      return [deflateRawSync(bytes, level === undefined ? {} : { level })];
    case 'snappy': {
      const checksum = Buffer.allocUnsafe(4);
      checksum.writeUInt32BE(crc32(bytes));
      return [compressSync(bytes), checksum];
    }
    default:
      return codec satisfies never;
  }
}

/** Marks where blocks end; made of the header and the first block, so that the same file always gets the same one. */
function syncMarker(header: Uint8Array, firstRows: Uint8Array): Uint8Array {
  return createHash('sha256').update(header).update(firstRows).digest().subarray(0, SYNC_MARKER_BYTES);
}

class ContainerEncoder {
  readonly #output: AvroOutput;
  readonly #header: Uint8Array;
  readonly #rows = new AvroRows();
  #sync: Uint8Array | undefined;
  /** Of the blocks that have ended. */
  rowCount = 0;

  constructor(schema: TableSchema, output: AvroOutput) {
    this.#output = output;
    this.#header = fileHeader(schema, output);
  }

  /** Takes all rows of a batch; returns the blocks they fill. */
  push(batch: ColumnBatch): Uint8Array[] {
    const blocks: Uint8Array[] = [];
    for (let row = 0; row < batch.rowCount; ) {
      row = this.#rows.append(batch, row, BLOCK_BYTES);
      if (this.#rows.byteLength >= BLOCK_BYTES) blocks.push(this.#endBlock());
    }
    return blocks;
  }

  /** The rest of the file. */
  finish(): Uint8Array[] {
    if (this.#rows.rowCount > 0) return [this.#endBlock()];
    return this.#sync === undefined ? [Buffer.concat(this.#begin())] : [];
  }

  /** The header, with the sync marker that the rows so far decide. */
  #begin(): Uint8Array[] {
    this.#sync = syncMarker(this.#header, this.#rows.bytes());
    return [this.#header, this.#sync];
  }

  #endBlock(): Uint8Array {
    const header = this.#sync === undefined ? this.#begin() : [];
    const data = compressed(this.#rows.bytes(), this.#output);
    const dataBytes = data.reduce((sum, piece) => sum + piece.length, 0);
    const block = [...header, long(this.#rows.rowCount), long(dataBytes), ...data, this.#sync!];
    this.rowCount += this.#rows.rowCount;
    this.#rows.clear();
    return Buffer.concat(block);
  }
}

/** Encodes batches as one Avro object container file, block by block; returns the rows of its blocks. */
export async function* encodeAvro(
  batches: AsyncIterable<ColumnBatch>,
  schema: TableSchema,
  options: { output: AvroOutput; clock: StageClock },
): EncodedFile {
  const { output, clock } = options;
  const encoder = new ContainerEncoder(schema, output);
  for await (const batch of batches) yield* clock.time('encodeAvro', () => encoder.push(batch));
  yield* clock.time('encodeAvro', () => encoder.finish());
  return encoder.rowCount;
}
