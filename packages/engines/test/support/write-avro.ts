import { buffer } from 'node:stream/consumers';
import { crc32, deflateRaw } from 'node:zlib';
import { type AvroCodec, avroSchema, type CellValue, typeFromName } from '@parquetry/core';
import avro from 'avsc';
import { compress } from 'snappy';
import type { ReadTable } from './read-table.ts';
import { bigintLongHook } from './readers/avsc.ts';

type Compressed = (error: Error | null, bytes?: Buffer) => void;

const codecs = {
  null: (block: Buffer, done: Compressed) => done(null, block),
  deflate: (block: Buffer, done: Compressed) => deflateRaw(block, done),
  snappy: (block: Buffer, done: Compressed) => {
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32BE(crc32(block));
    compress(block).then((bytes) => done(null, Buffer.concat([bytes, checksum])), done);
  },
};

const METADATA = avro.Type.forSchema({ type: 'map', values: 'bytes' });
const SYNC_MARKER = Buffer.alloc(16, 7);

/**
 * The table as avsc writes it: a file to try the other readers of Avro on. The header is made here, because avsc's
 * own forgets the logical types.
 */
export async function writeAvro(table: ReadTable, codec: AvroCodec): Promise<Uint8Array> {
  const schema = avroSchema({
    columns: table.columns.map(({ name, type, nullable }) => ({
      name,
      type: typeFromName(type),
      nullable: nullable === true,
    })),
  });
  const type = avro.Type.forSchema(schema as never, { wrapUnions: true, typeHook: bigintLongHook } as never);
  const encoder = new avro.streams.BlockEncoder(type, {
    codec,
    codecs,
    syncMarker: SYNC_MARKER,
    writeHeader: 'never',
  } as ConstructorParameters<typeof avro.streams.BlockEncoder>[1]);
  const written = buffer(encoder);
  for (let row = 0; row < table.rowCount; row += 1) {
    const record = schema.fields.map(({ name, type: fieldType }, column) => {
      const value: CellValue = table.columns[column]!.values[row]!;
      if (!Array.isArray(fieldType) || value === null) return [name, value];
      const branch = typeof fieldType[1] === 'string' ? fieldType[1] : fieldType[1].type;
      return [name, { [branch]: value }];
    });
    encoder.write(Object.fromEntries(record));
  }
  encoder.end();
  const metadata = METADATA.toBuffer({
    'avro.schema': Buffer.from(JSON.stringify(schema)),
    'avro.codec': Buffer.from(codec),
  });
  return Buffer.concat([Buffer.from('Obj\u0001'), metadata, SYNC_MARKER, await written]);
}
