import type { AvroCodec } from '@parquetry/core';
import { type ContainerFormat, containerHeader } from './container-header.ts';
import { longBytes } from './long-bytes.ts';

/**
 * Bytes of rows, before compression, that a block holds at most, unless its only row is longer. So rows alone decide
 * where blocks end, and Snappy, which works on 64 KB at a time, loses nothing.
 */
export const CONTAINER_BLOCK_BYTES = 1 << 17;

export const SYNC_MARKER_BYTES = 16;
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

/** What makes blocks into pieces of a file. */
export interface BlockFramer {
  /** A block of at least one row. The pieces hold what was handed in and are to be written before that changes. */
  block(block: ContainerBlock): Uint8Array[];
  /** What follows the last block. */
  finish(): Uint8Array[];
}

/** The sync marker is made of the header and the first rows, so that the same table always gets the same one. */
export const syncMarker = (header: Uint8Array, firstRows: Uint8Array, digests: Digests): Uint8Array =>
  digests.sha256([header, firstRows]).slice(0, SYNC_MARKER_BYTES);

/** A block up to its sync marker. */
export function blockPieces(
  { rowCount, plain, data }: ContainerBlock,
  codec: AvroCodec,
  digests: Digests,
): Uint8Array[] {
  const checksum = codec === 'snappy' ? snappyChecksum(digests.crc32(plain)) : NO_BYTES;
  return [longBytes(rowCount), longBytes(data.length + checksum.length), data, checksum];
}

/** Snappy data is followed by this (https://avro.apache.org/docs/1.12.0/specification/#snappy). */
function snappyChecksum(crc32: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc32);
  return bytes;
}

/**
 * Frames blocks of rows as one object container file
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files). It keeps no bytes and copies none: the
 * pieces it returns hold what was handed in and are to be written, in order, before that changes.
 */
export class ContainerWriter implements BlockFramer {
  readonly #format: ContainerFormat;
  readonly #digests: Digests;
  #sync: Uint8Array | undefined;

  constructor(format: ContainerFormat, digests: Digests) {
    this.#format = format;
    this.#digests = digests;
  }

  /** A block of at least one row; the first one brings the header. */
  block(block: ContainerBlock): Uint8Array[] {
    const header = this.#sync === undefined ? this.#begin(block.plain) : [];
    return [...header, ...blockPieces(block, this.#format.codec, this.#digests), this.#sync!];
  }

  /** The rest of the file: its header where there was no block. */
  finish(): Uint8Array[] {
    return this.#sync === undefined ? this.#begin(NO_BYTES) : [];
  }

  /** The marker of blocks that are framed elsewhere; where it is not settled yet, `proposed` is taken, and the header comes. */
  settleSync(proposed: Uint8Array): { readonly header: readonly Uint8Array[]; readonly sync: Uint8Array } {
    if (this.#sync !== undefined) return { header: [], sync: this.#sync };
    this.#sync = proposed;
    return { header: [containerHeader(this.#format), proposed], sync: proposed };
  }

  #begin(firstRows: Uint8Array): Uint8Array[] {
    const header = containerHeader(this.#format);
    this.#sync = syncMarker(header, firstRows, this.#digests);
    return [header, this.#sync];
  }
}
