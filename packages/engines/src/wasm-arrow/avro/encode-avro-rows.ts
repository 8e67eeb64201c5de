import type { Column, ColumnBatch, PlainColumn } from '@parquetry/core';
import { MOST_INT_BYTES, MOST_LONG_BYTES, putInt, putLong } from './varint.ts';

/** Index of the branches of the union `["null", T]`, as zig-zag long. */
const NULL_BRANCH = 0;
const VALUE_BRANCH = 2;

const SHORT_COPY_BYTES = 32;

const NO_INTS = new Int32Array(0);
const NO_FLOATS = new Float64Array(0);
const NO_BYTES = new Uint8Array(0);

type LaneKind = 'boolean' | 'int' | 'long' | 'double' | 'string';

/** A column's buffers under the same names for every kind, so that one loop over rows serves all. */
interface Lane {
  readonly kind: LaneKind;
  readonly nullable: boolean;
  readonly validity: Uint8Array | undefined;
  /** Longs as pairs of halves, ints, or the offsets of strings. */
  readonly ints: Int32Array;
  readonly floats: Float64Array;
  /** The bits of booleans or the bytes of strings. */
  readonly bytes: Uint8Array;
  /** Most bytes of a cell, without the bytes of its string. */
  readonly mostBytes: number;
}

function laneOf({ nullable }: Column, data: PlainColumn): Lane {
  const { validity } = data;
  const none = {
    nullable,
    validity,
    ints: NO_INTS,
    floats: NO_FLOATS,
    bytes: NO_BYTES,
  };
  switch (data.kind) {
    case 'boolean':
      return { ...none, kind: 'boolean', bytes: data.bits, mostBytes: 2 };
    case 'date':
      return {
        ...none,
        kind: 'int',
        ints: data.values,
        mostBytes: 1 + MOST_INT_BYTES,
      };
    case 'int64':
    case 'timestamp': {
      const { buffer, byteOffset, length } = data.values;
      const ints = new Int32Array(buffer, byteOffset, 2 * length);
      return { ...none, kind: 'long', ints, mostBytes: 1 + MOST_LONG_BYTES };
    }
    case 'float64':
      return { ...none, kind: 'double', floats: data.values, mostBytes: 9 };
    case 'string': {
      const { offsets, bytes } = data.strings;
      return {
        ...none,
        kind: 'string',
        ints: offsets,
        bytes,
        mostBytes: 1 + MOST_LONG_BYTES,
      };
    }
    default:
      return data satisfies never;
  }
}

/** Rows in Avro binary (https://avro.apache.org/docs/1.12.0/specification/#binary-encoding), in one reused buffer. */
export class AvroRows {
  rowCount = 0;
  #used = 0;
  #target = new Uint8Array(0);
  #view = new DataView(this.#target.buffer);

  /** Appends rows of a batch from `from` on until `byteLength` reaches `enough`; returns the first row not taken. */
  append({ schema, columns, rowCount }: ColumnBatch, from: number, enough: number): number {
    const lanes = columns.map((column, index) => laneOf(schema.columns[index]!, column));
    const mostBytes = lanes.reduce((sum, lane) => sum + lane.mostBytes, 0);
    let row = from;
    while (row < rowCount && this.#used < enough) {
      this.#reserve(mostBytes);
      this.#putRow(lanes, row, mostBytes);
      row += 1;
    }
    this.rowCount += row - from;
    return row;
  }

  /** Valid until rows are appended again. */
  bytes(): Uint8Array {
    return this.#target.subarray(0, this.#used);
  }

  get byteLength(): number {
    return this.#used;
  }

  clear(): void {
    this.rowCount = 0;
    this.#used = 0;
  }

  #putRow(lanes: readonly Lane[], row: number, mostBytes: number): void {
    let target = this.#target;
    let at = this.#used;
    for (let index = 0; index < lanes.length; index += 1) {
      const lane = lanes[index]!;
      if (lane.nullable) {
        const { validity } = lane;
        if (validity !== undefined && ((validity[row >> 3]! >> (row & 7)) & 1) === 0) {
          target[at++] = NULL_BRANCH;
          continue;
        }
        target[at++] = VALUE_BRANCH;
      }
      switch (lane.kind) {
        case 'long':
          at = putLong(target, at, lane.ints[2 * row]!, lane.ints[2 * row + 1]!);
          break;
        case 'string': {
          const { ints, bytes } = lane;
          const start = ints[row]!;
          const end = ints[row + 1]!;
          this.#used = at;
          this.#reserve(end - start + mostBytes);
          target = this.#target;
          at = putLong(target, at, end - start, 0);
          if (end - start > SHORT_COPY_BYTES) {
            target.set(bytes.subarray(start, end), at);
            at += end - start;
          } else {
            for (let byte = start; byte < end; byte += 1) target[at++] = bytes[byte]!;
          }
          break;
        }
        case 'double':
          this.#view.setFloat64(at, lane.floats[row]!, true);
          at += 8;
          break;
        case 'int':
          at = putInt(target, at, lane.ints[row]!);
          break;
        case 'boolean':
          target[at++] = (lane.bytes[row >> 3]! >> (row & 7)) & 1;
          break;
        default:
          lane.kind satisfies never;
      }
    }
    this.#used = at;
  }

  #reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#target.length) return;
    const larger = this.#target.buffer.transfer(Math.max(needed, 2 * this.#target.length));
    this.#target = new Uint8Array(larger);
    this.#view = new DataView(larger);
  }
}
