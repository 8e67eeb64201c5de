import {
  DOUBLE_BYTES,
  FALSE,
  LONG_LIST,
  type ThriftStruct,
  type ThriftType,
  type ThriftValue,
  TRUE,
  TYPE_NUMBERS,
} from './thrift-value.ts';

const TYPES = new Map<number, ThriftType>(
  Object.entries(TYPE_NUMBERS).map(([type, number]) => [number, type as ThriftType]),
);

/** The bytes end before the structure does. */
class EndOfBytes extends Error {}

class ThriftReader {
  readonly #bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.position = position;
  }

  struct(): ThriftStruct {
    const fields = new Map<number, ThriftValue>();
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) return fields;
      const number = head & 0x0f;
      id = head >> 4 === 0 ? Number(this.#zigZag()) : id + (head >> 4);
      fields.set(
        id,
        number === TRUE || number === FALSE
          ? { type: 'bool', value: number === TRUE }
          : this.#value(typeOf(number)),
      );
    }
  }

  #value(type: ThriftType): ThriftValue {
    switch (type) {
      case 'bool':
        return { type, value: this.#byte() === TRUE };
      case 'i8':
        return { type, value: BigInt.asIntN(8, BigInt(this.#byte())) };
      case 'i16':
      case 'i32':
      case 'i64':
        return { type, value: this.#zigZag() };
      case 'double':
        return { type, value: this.#take(DOUBLE_BYTES) };
      case 'binary':
        return { type, value: this.#take(Number(this.#varint())) };
      case 'list':
        return this.#list();
      case 'struct':
        return { type, fields: this.struct() };
      default:
        return type satisfies never;
    }
  }

  #list(): ThriftValue {
    const head = this.#byte();
    const size = head >> 4 === LONG_LIST ? Number(this.#varint()) : head >> 4;
    const number = head & 0x0f;
    // Writers number the booleans of a list either way.
    const of = typeOf(number === TRUE ? FALSE : number);
    const values: ThriftValue[] = [];
    for (let index = 0; index < size; index += 1) values.push(this.#value(of));
    return { type: 'list', of, values };
  }

  #zigZag(): bigint {
    const value = this.#varint();
    return (value >> 1n) ^ -(value & 1n);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw new EndOfBytes();
    this.position += 1;
    return byte;
  }

  #take(length: number): Uint8Array {
    const end = this.position + length;
    if (end > this.#bytes.length) throw new EndOfBytes();
    const taken = new Uint8Array(this.#bytes.subarray(this.position, end));
    this.position = end;
    return taken;
  }
}

function typeOf(number: number): ThriftType {
  const type = TYPES.get(number);
  if (type === undefined) throw new Error(`Thrift: Parquet has no values of type ${number}`);
  return type;
}

/** The structure at `start` and where it ends; `undefined` when the bytes end before it does. */
export function readThrift(
  bytes: Uint8Array,
  start: number,
): { fields: ThriftStruct; end: number } | undefined {
  const reader = new ThriftReader(bytes, start);
  try {
    return { fields: reader.struct(), end: reader.position };
  } catch (error) {
    if (error instanceof EndOfBytes) return undefined;
    throw error;
  }
}
