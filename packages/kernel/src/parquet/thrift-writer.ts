/** https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md */

/** Numbers of the types of fields and elements. */
export const ThriftType = {
  true: 1,
  false: 2,
  i16: 4,
  i32: 5,
  i64: 6,
  binary: 8,
  list: 9,
  struct: 12,
} as const;

type ElementType =
  | typeof ThriftType.true
  | typeof ThriftType.i32
  | typeof ThriftType.i64
  | typeof ThriftType.binary
  | typeof ThriftType.struct;

const STOP = 0;
const MOST_DELTA = 15;
/** A list with so many elements or more has its size behind its head. */
const LONG_LIST = 15;
/** A varint of 64 bits has ten bytes; the head of a field, with an id that does not follow the last one, four. */
const MOST_NUMBER_BYTES = 16;
/** So many are copied one by one: a view of them costs more. */
const SHORT_BYTES = 64;

/**
 * Writes structures of Thrift's compact protocol as they are told, field by field, into a buffer that grows. Integers
 * are safe integers; 64 bits of them need no BigInt.
 */
export class ThriftWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #used = 0;
  #lastId = 0;
  /** Last ids of the structures around the one being written. */
  readonly #outerIds: number[] = [];

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** How many bytes have been written. */
  get length(): number {
    return this.#used;
  }

  /** The buffer. Bytes up to `length` count; it is another one as soon as it has had to grow. */
  get buffer(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** What has been written, as a view that holds until the next write. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#used);
  }

  // ---- fields

  boolean(id: number, value: boolean): void {
    this.#head(id, value ? ThriftType.true : ThriftType.false);
  }

  i16(id: number, value: number): void {
    this.#head(id, ThriftType.i16);
    this.#zigZag(value);
  }

  i32(id: number, value: number): void {
    this.#head(id, ThriftType.i32);
    this.#zigZag(value);
  }

  i64(id: number, value: number): void {
    this.#head(id, ThriftType.i64);
    this.#zigZag(value);
  }

  binary(id: number, bytes: Uint8Array): void {
    this.#head(id, ThriftType.binary);
    this.binaryElement(bytes);
  }

  /** The head of a field that is bytes; they follow by {@link binaryElement} or {@link rangeElement}. */
  binaryHead(id: number): void {
    this.#head(id, ThriftType.binary);
  }

  /** The head of a list; its elements follow. */
  list(id: number, of: ElementType, size: number): void {
    this.#head(id, ThriftType.list);
    if (size < LONG_LIST) this.#bytes[this.#used++] = (size << 4) | of;
    else {
      this.#bytes[this.#used++] = (LONG_LIST << 4) | of;
      this.#varint(size);
    }
  }

  /** Begins a structure as a field; its fields follow, and {@link endStruct}. */
  struct(id: number): void {
    this.#head(id, ThriftType.struct);
    this.beginStruct();
  }

  // ---- elements of lists, and the outermost structure

  beginStruct(): void {
    this.#outerIds.push(this.#lastId);
    this.#lastId = 0;
  }

  endStruct(): void {
    this.#reserve(1);
    this.#bytes[this.#used++] = STOP;
    this.#lastId = this.#outerIds.pop()!;
  }

  booleanElement(value: boolean): void {
    this.#reserve(1);
    this.#bytes[this.#used++] = value ? ThriftType.true : ThriftType.false;
  }

  integerElement(value: number): void {
    this.#reserve(MOST_NUMBER_BYTES);
    this.#zigZag(value);
  }

  binaryElement(bytes: Uint8Array): void {
    this.rangeElement(bytes, 0, bytes.length);
  }

  /** Bytes `start … end` of `source`, as an element. */
  rangeElement(source: Uint8Array, start: number, end: number): void {
    this.#reserve(MOST_NUMBER_BYTES);
    this.#varint(end - start);
    this.raw(source, start, end);
  }

  /** An element of eight bytes or fewer, little-endian: `bytes` of them, the lowest four in `low`. */
  wordElement(bytes: number, low: number, high: number): void {
    this.#reserve(MOST_NUMBER_BYTES);
    const target = this.#bytes;
    let at = this.#used;
    target[at++] = bytes;
    for (let byte = 0; byte < bytes; byte += 1) target[at++] = (byte < 4 ? low : high) >>> ((byte & 3) << 3);
    this.#used = at;
  }

  // ---- bytes as they stand

  /** Says that the fields up to this id have been written, as bytes from elsewhere or in another place. */
  continueAfter(id: number): void {
    this.#lastId = id;
  }

  /** Bytes `start … end` of `source`, with no length in front. */
  raw(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    const target = this.#bytes;
    const used = this.#used;
    if (length <= SHORT_BYTES) for (let at = 0; at < length; at += 1) target[used + at] = source[start + at]!;
    else target.set(source.subarray(start, end), used);
    this.#used = used + length;
  }

  #head(id: number, type: number): void {
    this.#reserve(MOST_NUMBER_BYTES);
    const delta = id - this.#lastId;
    if (delta > 0 && delta <= MOST_DELTA) this.#bytes[this.#used++] = (delta << 4) | type;
    else {
      this.#bytes[this.#used++] = type;
      this.#zigZag(id);
    }
    this.#lastId = id;
  }

  /** Zigzag takes one bit more than a safe integer may have, so the lowest seven bits are made apart. */
  #zigZag(value: number): void {
    const isNegative = value < 0;
    const magnitude = isNegative ? -1 - value : value;
    const low = (magnitude % 64) * 2 + (isNegative ? 1 : 0);
    if (magnitude < 64) this.#bytes[this.#used++] = low;
    else {
      this.#bytes[this.#used++] = low | 0x80;
      this.#varint(Math.floor(magnitude / 64));
    }
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.#used;
    let rest = value;
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 0x80;
    for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.#used = at;
  }

  #reserve(length: number): void {
    const needed = this.#used + length;
    if (needed <= this.#bytes.length) return;
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.max(needed, 2 * this.#bytes.length)));
  }
}
