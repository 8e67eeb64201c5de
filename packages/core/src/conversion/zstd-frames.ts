/** Where the frames of zstd data begin and end: RFC 8878 section 3.1. */
import type { ByteStream } from '../store/object-store.ts';

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_HEADER_BYTES = 8;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4] as const;
const CONTENT_SIZE_BYTES = [0, 2, 4, 8] as const;

const littleEndian = (bytes: Uint8Array, at: number) =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

const isSkippable = (bytes: Uint8Array) =>
  bytes.length >= 4 && (littleEndian(bytes, 0) & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC;
const isFrame = (bytes: Uint8Array) => bytes.length >= 4 && littleEndian(bytes, 0) === MAGIC;

/** Whether bytes are the beginning of zstd data, a skippable frame included. */
export const startsZstd = (head: Uint8Array): boolean => isFrame(head) || isSkippable(head);

/** The data breaks off, or is no zstd data. */
export class ZstdFrameError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ZstdFrameError';
  }
}

function headerOf(bytes: Uint8Array): { length: number; checksumBytes: number } {
  const descriptor = bytes[4]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  const length = 5 + (isSingleSegment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]! + sizeBytes;
  return { length, checksumBytes: (descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES };
}

function blockAt(bytes: Uint8Array, at: number): { isLast: boolean; length: number } {
  const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
  const type = (header >> 1) & 3;
  if (type === RESERVED_BLOCK) throw new ZstdFrameError('a block of an unknown type');
  return { isLast: (header & 1) === 1, length: type === RLE_BLOCK ? 1 : header >> 3 };
}

/** Cuts a stream of zstd data into its frames. Node's decompressor drops what follows a frame in one and the same chunk. */
export class ZstdFrames {
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the bytes that are not taken yet begin. */
  offset = 0;

  constructor(stream: ByteStream) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  /** Goes to the next frame that holds data; `false` when there is none, and {@link rest} is what is left. */
  async next(): Promise<boolean> {
    while ((await this.#fill(SKIPPABLE_HEADER_BYTES)) && isSkippable(this.#bytes)) {
      let left = SKIPPABLE_HEADER_BYTES + littleEndian(this.#bytes, 4);
      while (left > 0) {
        await this.#require(1);
        left -= this.#take(Math.min(left, this.#bytes.length)).length;
      }
    }
    if (isSkippable(this.#bytes)) throw new ZstdFrameError('unexpected end of file');
    return isFrame(this.#bytes);
  }

  /** The bytes of the frame that {@link next} found, in pieces. */
  async *frame(): ByteStream {
    await this.#require(5);
    const { length, checksumBytes } = headerOf(this.#bytes);
    await this.#require(length);
    let at = length;
    for (let isLast = false; !isLast; ) {
      if (this.#bytes.length < at + BLOCK_HEADER_BYTES) {
        yield this.#take(at);
        at = 0;
        await this.#require(BLOCK_HEADER_BYTES);
      }
      const block = blockAt(this.#bytes, at);
      isLast = block.isLast;
      let left = BLOCK_HEADER_BYTES + block.length + (isLast ? checksumBytes : 0);
      while (this.#bytes.length < at + left) {
        const piece = this.#take(this.#bytes.length);
        left -= piece.length - at;
        at = 0;
        yield piece;
        await this.#require(1);
      }
      at += left;
    }
    yield this.#take(at);
  }

  /** Everything behind the last frame. */
  async *rest(): ByteStream {
    while (await this.#fill(1)) yield this.#take(this.#bytes.length);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    this.offset += length;
    return taken;
  }

  async #require(length: number): Promise<void> {
    if (!(await this.#fill(length))) throw new ZstdFrameError('unexpected end of file');
  }

  /** Whether so many bytes are there, after reading on. */
  async #fill(length: number): Promise<boolean> {
    while (this.#bytes.length < length) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#bytes = this.#bytes.length === 0 ? next.value : Buffer.concat([this.#bytes, next.value]);
    }
    return true;
  }
}
