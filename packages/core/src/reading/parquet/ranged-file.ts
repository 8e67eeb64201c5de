import type { AsyncBuffer } from 'hyparquet';
import type { ByteRange } from '../../store/object-store.ts';
import { readRange, type StoredFile } from '../read-range.ts';

/** A stored file as hyparquet wants it, with one range held in memory so that its column chunks cost a single read. */
export class RangedFile implements AsyncBuffer {
  readonly byteLength: number;
  readonly #file: StoredFile;
  readonly #signal: AbortSignal | undefined;
  #held: { range: ByteRange; bytes: Uint8Array } | undefined;

  constructor(file: StoredFile, signal?: AbortSignal) {
    this.#file = file;
    this.#signal = signal;
    this.byteLength = file.stat.bytes;
  }

  /** Reads `range` once and answers slices within it from memory, until the next call. */
  async hold(range: ByteRange): Promise<void> {
    this.#held = undefined;
    this.#held = { range, bytes: await readRange(this.#file, range, this.#signal) };
  }

  async slice(start: number, end: number = this.byteLength): Promise<ArrayBuffer> {
    const held = this.#held;
    const bytes =
      held && held.range.start <= start && end <= held.range.end
        ? held.bytes.subarray(start - held.range.start, end - held.range.start)
        : await readRange(this.#file, { start, end }, this.#signal);
    return new Uint8Array(bytes).buffer;
  }
}
