import type { AvroCodec } from '@parquetry/core';
import type { AvroRegions, Kernel } from '../kernel.ts';
import type { Region } from '../table-memory.ts';
import { type BlockFramer, CONTAINER_BLOCK_BYTES } from './container-writer.ts';

/** Compresses a block as Avro's deflate wants it; the result does not alias the block. */
export type BlockCompressor = (plain: Uint8Array) => Uint8Array;

/** Blocks that are handed out at once. */
const CHUNK_BYTES = 1 << 20;

/**
 * Encodes the kernel's batches as blocks of a container. A block goes on from batch to batch, so that rows alone decide
 * where it ends.
 */
export class AvroEncoder {
  readonly #kernel: Kernel;
  readonly #container: BlockFramer;
  readonly #codec: AvroCodec;
  readonly #deflate: BlockCompressor | undefined;
  readonly #regions: AvroRegions;
  /** Rows of the block at hand, before compression: as much of the region as the rows of this file have asked for. */
  #plain: Region;
  #plainBytes = 0;
  #plainRows = 0;
  /** Where blocks are compressed to, in turn: one is written while the other is filled. */
  readonly #chunks: [Region, Region];
  #current: 0 | 1 = 0;
  #used = 0;
  #pieces: Uint8Array[] = [];
  /** Rows of all blocks that have been handed out. */
  rowCount = 0;

  /** `deflate` is for that codec alone. */
  constructor(kernel: Kernel, container: BlockFramer, codec: AvroCodec, deflate?: BlockCompressor) {
    this.#kernel = kernel;
    this.#container = container;
    this.#codec = codec;
    this.#deflate = deflate;
    this.#regions = kernel.avroRegions(CONTAINER_BLOCK_BYTES, CHUNK_BYTES);
    this.#plain = { ...this.#regions.rows, bytes: CONTAINER_BLOCK_BYTES };
    this.#chunks = this.#regions.chunks;
  }

  /**
   * Encodes the batch. The pieces of each chunk stay as they are until the chunk after the next one is asked for.
   */
  *batch(): Generator<readonly Uint8Array[], void> {
    const { exports } = this.#kernel;
    const rows = this.#kernel.batchRows;
    exports.beginAvroBatch();
    for (let row = 0; row < rows; ) {
      const next = this.#kernel.encodeAvroRows(row, this.#plain, this.#plainBytes);
      this.#plainBytes = next.bytes;
      this.#plainRows += next.row - row;
      row = next.row;
      if (row === rows) return;
      if (this.#plainRows > 0) yield* this.#endBlock();
      else this.#growRows(2 * this.#kernel.nextAvroRowBytes());
    }
  }

  #growRows(bytes: number): void {
    if (this.#regions.rows.bytes < bytes) this.#regions.rows = this.#kernel.region(bytes);
    this.#plain = { ...this.#regions.rows, bytes };
  }

  /** The rest of the file. */
  *finish(): Generator<readonly Uint8Array[], void> {
    if (this.#plainRows > 0) yield* this.#endBlock();
    this.#pieces.push(...this.#container.finish());
    yield this.#pieces;
  }

  *#endBlock(): Generator<readonly Uint8Array[], void> {
    const plainBytes = this.#plainBytes;
    if (this.#used + this.#kernel.mostSnappyBytes(plainBytes) > this.#chunks[this.#current].bytes) {
      yield this.#pieces;
      this.#startChunk(this.#kernel.mostSnappyBytes(plainBytes));
    }
    const rowCount = this.#plainRows;
    const data = this.#compressed(plainBytes);
    const { address } = this.#plain;
    const plain = this.#kernel.bytes.subarray(address, address + plainBytes);
    this.#pieces.push(...this.#container.block({ rowCount, plain, data }));
    this.rowCount += rowCount;
    this.#plainBytes = 0;
    this.#plainRows = 0;
  }

  #startChunk(leastBytes: number): void {
    this.#pieces = [];
    this.#used = 0;
    this.#current = this.#current === 0 ? 1 : 0;
    if (this.#chunks[this.#current].bytes < leastBytes) {
      this.#chunks[this.#current] = this.#kernel.region(leastBytes);
    }
  }

  #compressed(plainBytes: number): Uint8Array {
    const { bytes } = this.#kernel;
    const { address } = this.#plain;
    const plain = bytes.subarray(address, address + plainBytes);
    if (this.#codec === 'deflate') return this.#deflate!(plain);
    const target = this.#chunks[this.#current].address + this.#used;
    let length = plainBytes;
    if (this.#codec === 'snappy') length = this.#kernel.compressSnappy(address, plainBytes, target);
    else bytes.copyWithin(target, address, address + plainBytes);
    this.#used += length;
    return bytes.subarray(target, target + length);
  }
}
