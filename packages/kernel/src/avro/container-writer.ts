import { type ContainerFormat, containerHeader } from './container-header.ts';
import { longBytes } from './long-bytes.ts';

/**
 * Bytes of rows, before compression, that a block holds at most, unless its only row is longer. So rows alone decide
 * where blocks end, and Snappy, which works on 64 KB at a time, loses nothing.
 */
export const CONTAINER_BLOCK_BYTES = 1 << 17;

const SYNC_MARKER_BYTES = 16;
const NO_BYTES = new Uint8Array(0);

/** What differs between runtimes. */
export interface Digests {
  /** SHA-256 of the pieces, one after the other. */
  sha256(pieces: readonly Uint8Array[]): Uint8Array;
  /** CRC-32 as in zlib, unsigned. */
  crc32(bytes: Uint8Array): number;
}

export interface ContainerBlock {
  readonly rowCount: number;
  /** The rows in Avro binary. */
  readonly plain: Uint8Array;
  /** The same, compressed by the container's codec: for `null` the same bytes. */
  readonly data: Uint8Array;
}

/**
 * Frames blocks of rows as one object container file
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files). It keeps no bytes and copies none: the
 * pieces it returns hold what was handed in and are to be written, in order, before that changes.
 */
export class ContainerWriter {
  readonly #format: ContainerFormat;
  readonly #digests: Digests;
  #sync: Uint8Array | undefined;

  constructor(format: ContainerFormat, digests: Digests) {
    this.#format = format;
    this.#digests = digests;
  }

  /** A block of at least one row; the first one brings the header. */
  block({ rowCount, plain, data }: ContainerBlock): Uint8Array[] {
    const header = this.#sync === undefined ? this.#begin(plain) : [];
    const checksum = this.#checksum(plain);
    const bytes = data.length + checksum.length;
    return [...header, longBytes(rowCount), longBytes(bytes), data, checksum, this.#sync!];
  }

  /** The rest of the file: its header where there was no block. */
  finish(): Uint8Array[] {
    return this.#sync === undefined ? this.#begin(NO_BYTES) : [];
  }

  /** The sync marker is made of the header and the first rows, so that the same table always gets the same one. */
  #begin(firstRows: Uint8Array): Uint8Array[] {
    const header = containerHeader(this.#format);
    this.#sync = this.#digests.sha256([header, firstRows]).subarray(0, SYNC_MARKER_BYTES);
    return [header, this.#sync];
  }

  /** Snappy data is followed by this (https://avro.apache.org/docs/1.12.0/specification/#snappy). */
  #checksum(plain: Uint8Array): Uint8Array {
    if (this.#format.codec !== 'snappy') return NO_BYTES;
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.#digests.crc32(plain));
    return bytes;
  }
}
