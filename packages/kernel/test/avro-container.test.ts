import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, inflateRaw } from 'node:zlib';
import { type AvroCodec, avroSchema, type TableSchema } from '@parquetry/core';
import avsc from 'avsc';
import { uncompressSync } from 'snappy';
import { describe, expect, it } from 'vitest';
import { containerHeader } from '../src/avro/container-header.ts';
import { ContainerWriter, type Digests } from '../src/avro/container-writer.ts';
import { loadKernel } from './load-kernel.ts';

const table: TableSchema = {
  columns: [
    { name: 'flight number', type: { kind: 'int64' }, nullable: true },
    { name: 'carrier', type: { kind: 'string' }, nullable: false },
  ],
};
const schema = avroSchema(table);

interface Flight {
  readonly flight_number: { readonly long: number } | null;
  readonly carrier: string;
}

const rowType = avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: true });

const flights: readonly Flight[] = Array.from({ length: 3000 }, (_, row) => ({
  flight_number: row % 7 === 0 ? null : { long: row * row },
  carrier: `Zoë's line ${row % 5}`,
}));

const digests: Digests = {
  sha256: (pieces) => {
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    return hash.digest();
  },
  crc32: (bytes) => crc32(bytes),
};

const kernel = loadKernel<{
  setUpSnappy(): void;
  mostSnappyBytes(length: number): number;
  compressSnappy(source: number, length: number, target: number): number;
}>();

function snappyOfKernel(plain: Uint8Array): Uint8Array {
  kernel.freeAll();
  kernel.setUpSnappy();
  const source = kernel.allocate(plain.length);
  const target = kernel.allocate(kernel.mostSnappyBytes(plain.length));
  new Uint8Array(kernel.memory.buffer).set(plain, source);
  const length = kernel.compressSnappy(source, plain.length, target);
  return new Uint8Array(kernel.memory.buffer, target, length);
}

const COMPRESS: Readonly<Record<AvroCodec, (plain: Uint8Array) => Uint8Array>> = {
  null: (plain) => plain,
  deflate: (plain) => deflateRawSync(plain),
  snappy: snappyOfKernel,
};

const encoded = (rows: readonly Flight[]): Buffer => Buffer.concat(rows.map((row) => rowType.toBuffer(row)));

/** A file with blocks of so many rows. */
function fileOf(
  rows: readonly Flight[],
  { codec = 'null' as AvroCodec, blockRows = 1000, metadata = {} } = {},
): Buffer {
  const writer = new ContainerWriter({ schema, codec, metadata }, digests);
  const written: Buffer[] = [];
  for (let row = 0; row < rows.length; row += blockRows) {
    const block = rows.slice(row, row + blockRows);
    const plain = encoded(block);
    const pieces = writer.block({ rowCount: block.length, plain, data: COMPRESS[codec](plain) });
    written.push(...pieces.map((piece) => Buffer.from(piece)));
  }
  return Buffer.concat([...written, ...writer.finish()]);
}

type Done = (error: Error | null, plain?: Buffer) => void;

/** The four bytes behind the data are the checksum of the plain bytes, big-endian. */
function readSnappy(data: Buffer, done: Done): void {
  const plain = uncompressSync(data.subarray(0, -4)) as Buffer;
  const isSound = crc32(plain) === data.readUInt32BE(data.length - 4);
  done(isSound ? null : new Error('the checksum differs'), plain);
}

interface ReadFile {
  readonly rows: Flight[];
  readonly header: avsc.Schema;
}

function readWithAvsc(file: Buffer): Promise<ReadFile> {
  return new Promise((resolve, reject) => {
    const rows: Flight[] = [];
    let header: avsc.Schema;
    const decoder = new avsc.streams.BlockDecoder({
      codecs: {
        null: (data: Buffer, done: Done) => done(null, data),
        deflate: inflateRaw,
        snappy: readSnappy,
      },
      parseHook: (written: avsc.Schema) => {
        header = written;
        return avsc.Type.forSchema(written, { wrapUnions: true });
      },
    } as ConstructorParameters<typeof avsc.streams.BlockDecoder>[0]);
    decoder.on('data', (row: Flight) => rows.push(row));
    decoder.on('error', reject);
    decoder.on('end', () => resolve({ rows, header }));
    decoder.end(file);
  });
}

const plainRows = (rows: readonly Flight[]) =>
  rows.map((row) => ({ number: row.flight_number?.long ?? null, carrier: row.carrier }));

/** Of Debian's package avro-bin. */
const AVROCAT = 'avrocat';
const hasAvroCat = spawnSync(AVROCAT).error === undefined;

function readWithAvroCat(file: Buffer): unknown[] {
  const directory = mkdtempSync(join(tmpdir(), 'parquetry-avrocat-'));
  try {
    const path = join(directory, 'flights.avro');
    writeFileSync(path, file);
    const { stdout, status } = spawnSync(AVROCAT, [path], { encoding: 'utf8', maxBuffer: 1 << 26 });
    expect(status).toBe(0);
    const lines = stdout.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const CODECS: readonly AvroCodec[] = ['null', 'deflate', 'snappy'];

describe('an Avro container', () => {
  it.each(CODECS)('with codec %s gives its rows to avsc', async (codec) => {
    const { rows } = await readWithAvsc(fileOf(flights, { codec }));
    expect(plainRows(rows)).toEqual(plainRows(flights));
  });

  it.skipIf(!hasAvroCat).each(CODECS)('with codec %s gives its rows to avrocat', (codec) => {
    expect(readWithAvroCat(fileOf(flights, { codec }))).toEqual(flights);
  });

  it('without rows is a header', async () => {
    const file = fileOf([]);
    const marker = createHash('sha256')
      .update(containerHeader({ schema, codec: 'null' }))
      .digest();
    expect(file.subarray(-16)).toEqual(marker.subarray(0, 16));
    expect((await readWithAvsc(file)).rows).toEqual([]);
    if (hasAvroCat) expect(readWithAvroCat(file)).toEqual([]);
  });

  it('keeps the names that columns have in the table', async () => {
    const { header } = await readWithAvsc(fileOf(flights.slice(0, 1)));
    expect(header).toEqual(schema);
    expect(schema.fields[0]!.originalName).toBe('flight number');
  });

  it('marks blocks by its header and the rows of the first one', () => {
    const header = containerHeader({ schema, codec: 'null' });
    const first = encoded(flights.slice(0, 10));
    const expected = createHash('sha256').update(header).update(first).digest().subarray(0, 16);
    const markerOf = (...file: Parameters<typeof fileOf>) => fileOf(...file).subarray(-16);
    expect(markerOf(flights, { blockRows: 10 })).toEqual(expected);
    expect(markerOf(flights.slice(0, 20), { blockRows: 10 })).toEqual(expected);
    expect(markerOf(flights, { blockRows: 11 })).not.toEqual(expected);
    expect(markerOf(flights, { blockRows: 10, codec: 'deflate' })).not.toEqual(expected);
  });

  it('keeps metadata beside that of the format', async () => {
    const file = fileOf(flights, { metadata: { owner: 'Zoë' } });
    expect(file.includes(Buffer.from('\u000aowner\u0008Zoë'))).toBe(true);
    expect((await readWithAvsc(file)).rows).toHaveLength(flights.length);
  });

  it('hands out the bytes it was given, not copies', () => {
    const writer = new ContainerWriter({ schema, codec: 'snappy' }, digests);
    const plain = encoded(flights.slice(0, 5));
    const data = Uint8Array.of(1, 2, 3);
    expect(writer.block({ rowCount: 5, plain, data }).some((piece) => piece === data)).toBe(true);
  });
});
