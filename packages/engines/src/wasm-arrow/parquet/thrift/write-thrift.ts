import { FALSE, LONG_LIST, type ThriftStruct, type ThriftValue, TRUE, TYPE_NUMBERS } from './thrift-value.ts';

const MOST_DELTA = 15;

class ThriftWriter {
  #bytes = new Uint8Array(256);
  #used = 0;

  struct(fields: ThriftStruct): void {
    let before = 0;
    for (const [id, value] of fields) {
      const number = value.type === 'bool' ? (value.value ? TRUE : FALSE) : TYPE_NUMBERS[value.type];
      const delta = id - before;
      if (delta > 0 && delta <= MOST_DELTA) this.#byte((delta << 4) | number);
      else {
        this.#byte(number);
        this.#zigZag(BigInt(id));
      }
      if (value.type !== 'bool') this.#value(value);
      before = id;
    }
    this.#byte(0);
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  #value(value: ThriftValue): void {
    switch (value.type) {
      case 'bool':
        this.#byte(value.value ? TRUE : FALSE);
        break;
      case 'i8':
        this.#byte(Number(value.value) & 0xff);
        break;
      case 'i16':
      case 'i32':
      case 'i64':
        this.#zigZag(value.value);
        break;
      case 'binary':
        this.#varint(BigInt(value.value.length));
        this.#put(value.value);
        break;
      case 'double':
        this.#put(value.value);
        break;
      case 'list': {
        const { length } = value.values;
        this.#byte((Math.min(length, LONG_LIST) << 4) | TYPE_NUMBERS[value.of]);
        if (length >= LONG_LIST) this.#varint(BigInt(length));
        for (const element of value.values) this.#value(element);
        break;
      }
      case 'struct':
        this.struct(value.fields);
        break;
      default:
        value satisfies never;
    }
  }

  #zigZag(value: bigint): void {
    this.#varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  }

  #varint(value: bigint): void {
    let rest = value;
    for (; rest > 0x7fn; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#used++] = byte;
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  #reserve(length: number): void {
    const needed = this.#used + length;
    if (needed <= this.#bytes.length) return;
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(Math.max(needed, 2 * this.#bytes.length)));
  }
}

/** The bytes of a structure in Thrift's compact protocol. */
export function writeThrift(fields: ThriftStruct): Uint8Array {
  const writer = new ThriftWriter();
  writer.struct(fields);
  return writer.bytes();
}
