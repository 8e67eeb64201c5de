import { open } from 'node:fs/promises';

const ZONELESS = '"logicalType":"local-timestamp-micros"';
const INSTANT = '"logicalType":"timestamp-micros"';
const NAMELESS = '"type":"record","name":""';
const NAMED = '"type":"record","name":"row"';
const SCHEMA_KEY = 'avro.schema';
/** The header of a file of a few hundred columns. */
const HEAD_BYTES = 1 << 18;

/** Where the bytes lie whose length stands at `at`, as a zigzag varint; that of a schema is never negative. */
function schemaIn(bytes: Uint8Array, at: number): { start: number; end: number } {
  let length = 0;
  let next = at;
  for (let scale = 1; ; scale *= 128, next += 1) {
    length += (bytes[next]! & 127) * scale;
    if (bytes[next]! < 128) break;
  }
  return { start: next + 1, end: next + 1 + length / 2 };
}

/** The schema as it should be, padded to the length it has: JSON takes spaces between its parts. */
function mended(schema: string, instants: ReadonlySet<string>): string {
  let better = schema;
  for (const name of instants) {
    const at = better.indexOf(`{"name":${JSON.stringify(name)},`);
    const type = better.indexOf(ZONELESS, at);
    better = better.slice(0, type) + INSTANT + better.slice(type + ZONELESS.length);
  }
  better = better.replace(NAMELESS, NAMED);
  return better.padEnd(schema.length);
}

/**
 * Mends the schema in the header of an Avro file by Polars in place. Polars knows no instants in Avro, and leaves out the
 * name that a record must have (https://avro.apache.org/docs/1.12.0/specification/#schema-record). An instant's type is
 * six bytes shorter than the one that stands there, which makes room for the name; without an instant the file stays as
 * it is. No value is touched.
 *
 * @param instants the names of columns whose microseconds count from 1970 in UTC.
 */
export async function mendAvroHeader(path: string, instants: ReadonlySet<string>): Promise<void> {
  if (instants.size === 0) return;
  await using file = await open(path, 'r+');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const head = buffer.toString('latin1', 0, bytesRead);
  const { start, end } = schemaIn(buffer, head.indexOf(SCHEMA_KEY) + SCHEMA_KEY.length);
  await file.write(Buffer.from(mended(head.slice(start, end), instants), 'latin1'), 0, end - start, start);
}
