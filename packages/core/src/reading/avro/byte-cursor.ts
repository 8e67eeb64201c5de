/** Avro's binary encoding (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding). */
import { isUtf8 } from 'node:buffer';
import { MalformedAvro } from './avro-error.ts';

const LOW_BITS = 28;
const LOW_FACTOR = 2 ** LOW_BITS;
const SAFE_MIDDLE = 2 ** (53 - LOW_BITS);
const REPLACEMENT = '\uFFFD';

/** Reads values one after another. Past the end numbers read as zero: check {@link isPastEnd} before they are used. */
export class ByteCursor {
  readonly bytes: Buffer;
  at: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get isPastEnd(): boolean {
    return this.at > this.bytes.length;
  }

  requireWithin(): void {
    if (this.isPastEnd) throw new MalformedAvro('the data ends in the middle of a value');
  }

  /** A zig-zag varint of up to 64 bits. */
  long(): bigint {
    const { bytes } = this;
    let at = this.at;
    let byte = bytes[at++]!;
    let low = byte & 0x7f;
    let shift = 7;
    while (byte >= 0x80 && shift < LOW_BITS) {
      byte = bytes[at++]!;
      low |= (byte & 0x7f) << shift;
      shift += 7;
    }
    if (!(byte >= 0x80)) {
      this.at = at;
      return BigInt((low >>> 1) ^ -(low & 1));
    }
    let middle = 0;
    shift = 0;
    while (byte >= 0x80 && shift < LOW_BITS) {
      byte = bytes[at++]!;
      middle |= (byte & 0x7f) << shift;
      shift += 7;
    }
    if (!(byte >= 0x80) && middle < SAFE_MIDDLE) {
      this.at = at;
      const folded = low + middle * LOW_FACTOR;
      return BigInt(low & 1 ? -(folded + 1) / 2 : folded / 2);
    }
    let high = 0;
    shift = 0;
    while (byte >= 0x80) {
      byte = bytes[at++]!;
      high |= (byte & 0x7f) << shift;
      shift += 7;
      if (shift > 14 || high > 0xff) throw new MalformedAvro('a number is longer than 64 bits');
    }
    this.at = at;
    const folded = (BigInt(high) << 56n) | (BigInt(middle) << 28n) | BigInt(low);
    return folded & 1n ? -(folded >> 1n) - 1n : folded >> 1n;
  }

  int(): number {
    const value = this.long();
    if (value < -0x80000000n || value > 0x7fffffffn)
      throw new MalformedAvro('a number is longer than 32 bits');
    return Number(value);
  }

  /** A long that counts or measures something. */
  size(): number {
    const value = this.long();
    this.requireWithin();
    const size = Number(value);
    if (!Number.isSafeInteger(size)) throw new MalformedAvro(`${value} is no size`);
    return size;
  }

  boolean(): boolean {
    const byte = this.bytes[this.at++];
    if (byte !== undefined && byte > 1) throw new MalformedAvro(`${byte} is no boolean`);
    return byte === 1;
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  fixed(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, this.at);
  }

  byteString(): Uint8Array {
    return this.fixed(this.size());
  }

  text(): string {
    const start = this.#take(this.size());
    const text = this.bytes.toString('utf8', start, this.at);
    if (text.includes(REPLACEMENT) && !isUtf8(this.bytes.subarray(start, this.at))) {
      throw new MalformedAvro('a string is not UTF-8');
    }
    return text;
  }

  #take(length: number): number {
    const start = this.at;
    if (length < 0 || start + length > this.bytes.length) {
      throw new MalformedAvro(
        `a value of ${length} bytes does not fit into the ${this.bytes.length - start} that are left`,
      );
    }
    this.at = start + length;
    return start;
  }
}
