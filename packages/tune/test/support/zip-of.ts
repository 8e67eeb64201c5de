import { crc32 } from 'node:zlib';

/** An archive of one file, stored. Source: PKWARE APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16. */
export function zipOf(name: string, text: string): Uint8Array {
  const data = Buffer.from(text);
  const file = Buffer.from(name);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(data), 0);
  sizes.writeUInt32LE(data.length, 4);
  sizes.writeUInt32LE(data.length, 8);
  const nameLength = Buffer.alloc(4);
  nameLength.writeUInt16LE(file.length, 0);
  const versionNeeded = Buffer.from([10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), versionNeeded, sizes, nameLength, file, data]);
  /** No extra field, comment or disk; a regular file with rw-r--r--, at offset 0. */
  const rest = Buffer.alloc(16);
  rest.writeUInt32LE((0o100644 << 16) >>> 0, 8);
  const madeBy = Buffer.from([20, 3]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    madeBy,
    versionNeeded,
    sizes,
    nameLength.subarray(0, 2),
    rest,
    file,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
