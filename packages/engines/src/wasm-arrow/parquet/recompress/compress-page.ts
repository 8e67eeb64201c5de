import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { CompressionCodec } from '../footer/parquet-fields.ts';

/** A way to compress pages, and its number in the format. */
export interface PageCompression {
  readonly codec: number;
  compress(page: Uint8Array): Uint8Array;
}

/** RFC 1952, section 2.3.1: the operating system that a gzip member was made on, and that it is not told. */
const OS_BYTE = 9;
const UNKNOWN_OS = 255;

/** Zstd of levels 1 to 22, gzip of levels 1 to 9: the same bytes on every machine. */
export function pageCompression(codec: 'zstd' | 'gzip', level: number): PageCompression {
  if (codec === 'gzip') {
    return {
      codec: CompressionCodec.gzip,
      compress(page) {
        const compressed = gzipSync(page, { level });
        compressed[OS_BYTE] = UNKNOWN_OS;
        return compressed;
      },
    };
  }
  const params = { [constants.ZSTD_c_compressionLevel]: level };
  return {
    codec: CompressionCodec.zstd,
    compress: (page) => zstdCompressSync(page, { params, pledgedSrcSize: page.length }),
  };
}
