import { crc32 } from 'node:zlib';

/** CRC-32 as S3 writes it: base64 of four bytes, the highest first. */
export function crc32Of(bytes: Uint8Array): string {
  const sum = Buffer.allocUnsafe(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum.toString('base64');
}
