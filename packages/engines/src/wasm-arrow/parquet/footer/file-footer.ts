import { readThrift } from '../thrift/read-thrift.ts';
import type { ThriftStruct } from '../thrift/thrift-value.ts';
import { writeThrift } from '../thrift/write-thrift.ts';

/** Behind the footer stand its length, little-endian, and the magic bytes (https://parquet.apache.org/docs/file-format/). */
const LENGTH_BYTES = 4;
const MAGIC = Buffer.from('PAR1', 'latin1');
export const ENDING_BYTES = LENGTH_BYTES + MAGIC.length;

/** How many bytes at the end of a file hold its footer and what follows it; `end` has eight at least. */
export function footerBytes(end: Uint8Array): number {
  const ending = end.subarray(-ENDING_BYTES);
  return ENDING_BYTES + Buffer.from(ending).readUInt32LE();
}

/** The footer of a file that ends with these bytes, and what stands before it. */
export function splitFooter(end: Uint8Array): { before: Uint8Array; footer: ThriftStruct } {
  const start = end.length - footerBytes(end);
  const footer = start < 0 ? undefined : readThrift(end, start);
  if (footer === undefined) throw new Error('internal error: a Parquet file ends without a footer');
  return { before: end.subarray(0, start), footer: footer.fields };
}

/** A footer and all that follows it. */
export function joinFooter(footer: ThriftStruct): Uint8Array {
  const bytes = writeThrift(footer);
  const length = Buffer.allocUnsafe(LENGTH_BYTES);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([bytes, length, MAGIC]);
}
