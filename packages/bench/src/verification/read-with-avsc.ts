import { Readable } from 'node:stream';
import {
  avroDecompressor,
  type CellValue,
  type ColumnType,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  type ReadColumn,
  type RowBatch,
  type TableReading,
  typeName,
} from '@parquetry/core';
import avsc from 'avsc';
import { bigintLong } from './bigint-long.ts';

type Json = Readonly<Record<string, unknown>>;
type AvroRecord = Readonly<Record<string, CellValue>>;
type Done = (error: Error | null, block?: Buffer) => void;

interface AvroField {
  readonly name: string;
  readonly originalName?: string;
  readonly type: unknown;
}

const BATCH_ROWS = 4096;

const PRIMITIVES: Readonly<Record<string, ColumnType>> = {
  boolean: { kind: 'boolean' },
  long: { kind: 'int64' },
  double: { kind: 'float64' },
  string: { kind: 'string' },
};
const LOGICAL: Readonly<Record<string, ColumnType>> = {
  'int date': { kind: 'date' },
  'long timestamp-micros': { kind: 'timestamp', isAdjustedToUTC: true },
  'long local-timestamp-micros': { kind: 'timestamp', isAdjustedToUTC: false },
};

const codecs = Object.fromEntries(
  ['null', 'deflate', 'snappy'].map((name) => [
    name,
    (block: Buffer, done: Done) => {
      try {
        done(null, Buffer.from(avroDecompressor(name)!(block)));
      } catch (error) {
        done(error as Error);
      }
    },
  ]),
);

/** Only what the project's own engines write is known by name; anything else goes by its JSON. */
function columnOf({ name, originalName, type }: AvroField): ReadColumn {
  const branches = Array.isArray(type) ? type : [type];
  const [branch, ...others] = branches.filter((one) => one !== 'null');
  const { type: base, logicalType } = (typeof branch === 'object' ? branch : { type: branch }) as Json;
  const physical = logicalType === undefined ? String(base) : `${base} ${logicalType}`;
  const known = others.length === 0 ? (LOGICAL[physical] ?? PRIMITIVES[physical]) : undefined;
  return {
    name: originalName ?? name,
    type: known ? typeName(known) : JSON.stringify(type),
    cellType: known ?? { kind: 'string' },
    nullable: branches.includes('null'),
    physical,
  };
}

/** Starts to decode a file; `fields` is settled once the header has been read, or reading has failed. */
function decode(store: ObjectStore, ref: ObjectRef, signal: AbortSignal | undefined) {
  const fields = Promise.withResolvers<readonly AvroField[]>();
  fields.promise.catch(() => {});
  const decoder = new avsc.streams.BlockDecoder({
    codecs,
    parseHook: (schema: unknown) => {
      fields.resolve((schema as { fields?: AvroField[] }).fields ?? []);
      return avsc.Type.forSchema(schema as avsc.Schema, {
        wrapUnions: false,
        typeHook: (one: unknown) =>
          one === 'long' || (one as Json)['type'] === 'long' ? bigintLong : undefined,
      });
    },
  } as ConstructorParameters<typeof avsc.streams.BlockDecoder>[0]);
  const source = Readable.from(store.read(ref, signal ? { signal } : {}), { objectMode: true });
  source.on('error', (error) => decoder.destroy(error));
  decoder.on('error', fields.reject);
  decoder.on('finish', () => fields.reject(new Error('the file ends within its header')));
  source.pipe(decoder);
  const close = () => {
    source.destroy();
    decoder.destroy();
  };
  return { decoder, fields: fields.promise, close };
}

async function* batchesOf(
  store: ObjectStore,
  ref: ObjectRef,
  names: readonly string[],
  signal: AbortSignal | undefined,
): AsyncIterable<RowBatch> {
  const { decoder, close } = decode(store, ref, signal);
  const empty = () => names.map((): CellValue[] => []);
  let columns = empty();
  let rowCount = 0;
  try {
    for await (const record of decoder as AsyncIterable<AvroRecord>) {
      for (let column = 0; column < names.length; column += 1) columns[column]!.push(record[names[column]!]!);
      rowCount += 1;
      if (rowCount < BATCH_ROWS) continue;
      yield { rowCount, columns };
      columns = empty();
      rowCount = 0;
    }
    if (rowCount > 0) yield { rowCount, columns };
  } finally {
    close();
  }
}

/**
 * Reads an Avro file of the project's own engines with avsc, the reader for files that avsc did not write.
 *
 * @throws avsc's error, from here or from the batches, when the file cannot be read. What follows the last whole block is
 *   passed over: rows have to be counted.
 */
export async function readWithAvsc(
  store: ObjectStore,
  ref: ObjectRef,
  signal?: AbortSignal,
): Promise<TableReading> {
  const opening = decode(store, ref, signal);
  try {
    const fields = await opening.fields;
    const names = fields.map((field) => field.name);
    return {
      name: displayRef(ref),
      format: 'avro',
      columns: fields.map(columnOf),
      batches: (batchSignal) => batchesOf(store, ref, names, batchSignal),
    };
  } finally {
    opening.close();
  }
}
