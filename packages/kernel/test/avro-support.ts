import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import avsc from 'avsc';
import {
  LAYOUT_BOOLEANS,
  LAYOUT_DECIMALS,
  LAYOUT_DOUBLES,
  LAYOUT_IDS,
  LAYOUT_INTEGERS,
  LAYOUT_TEXT,
} from '../src/abi/layout.ts';
import type { KernelMemory } from './load-kernel.ts';

/** As much of the global as is needed here: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What `assembly/avro-test-entry.ts` exports. */
export interface AvroExports extends KernelMemory {
  setUpAvro(columnCount: number): void;
  beginAvroBatch(): void;
  encodeAvroRows(
    columns: number,
    columnCount: number,
    fromRow: number,
    toRow: number,
    target: number,
    capacity: number,
  ): number;
  nextAvroRow(): number;
  nextAvroRowBytes(columnCount: number): number;
  makeColumn(
    isNullable: boolean,
    layout: number,
    scale: number,
    validity: number,
    values: number,
    entries: number,
    entryOfId: number,
  ): number;
}

/** Avro rows of the kernel, compiled with what only tests call. */
export async function compileAvroRows(): Promise<AvroExports> {
  let wasm: Uint8Array | undefined;
  const entry = 'assembly/avro-test-entry.ts';
  const baseDir = fileURLToPath(new URL('..', import.meta.url));
  const { error, stderr } = await asc.main(
    [entry, '--config', 'asconfig.json', '--outFile', 'avro.wasm', '--baseDir', baseDir],
    {
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = contents as Uint8Array;
      },
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  const exports = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as AvroExports;
  exports.freeAll();
  return exports;
}

export type MadeCell = bigint | number | boolean | string | null;
export type MadeType = 'long' | 'double' | 'boolean' | 'string';

/** A column as the kernel's loops leave it, and what is meant by it. */
export interface MadeColumn {
  readonly type: MadeType;
  readonly layout: number;
  readonly isNullable: boolean;
  /** As the layout has them: bigint for integers and decimals. */
  readonly cells: readonly MadeCell[];
  readonly scale?: number;
}

const ENTRY_BYTES = 32;

function put(kernel: AvroExports, bytes: Uint8Array): number {
  const at = kernel.allocate(bytes.length);
  new Uint8Array(kernel.memory.buffer).set(bytes, at);
  return at;
}

function textOf(strings: readonly string[]): Buffer {
  return Buffer.concat(
    strings.flatMap((string) => {
      const bytes = Buffer.from(string);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** Entries in another order than ids, with one between that this row group does not know. */
function putDictionary(kernel: AvroExports, strings: readonly string[]) {
  const distinct = [...new Set(strings)];
  const entries = Buffer.alloc((distinct.length + 1) * ENTRY_BYTES);
  const entryOfId = Buffer.alloc(2 * distinct.length);
  distinct.forEach((string, id) => {
    const bytes = Buffer.from(string);
    const entry = distinct.length - id;
    entryOfId.writeUInt16LE(entry, 2 * id);
    bytes.copy(entries, entry * ENTRY_BYTES, 0, 16);
    entries.writeUInt32LE(bytes.length, entry * ENTRY_BYTES + 16);
    entries.writeUInt32LE(put(kernel, bytes), entry * ENTRY_BYTES + 20);
  });
  const idOf = new Map(distinct.map((string, id) => [string, id]));
  const ids = Uint32Array.from(strings, (string) => idOf.get(string)!);
  return {
    values: put(kernel, new Uint8Array(ids.buffer)),
    entries: put(kernel, entries),
    entryOfId: put(kernel, entryOfId),
  };
}

function putValues(kernel: AvroExports, { layout, cells }: MadeColumn) {
  const dense = cells.filter((cell) => cell !== null);
  const none = { entries: 0, entryOfId: 0 };
  switch (layout) {
    case LAYOUT_INTEGERS:
    case LAYOUT_DECIMALS: {
      const bytes = new Uint8Array(BigInt64Array.from(dense as bigint[]).buffer);
      return { ...none, values: put(kernel, bytes) };
    }
    case LAYOUT_DOUBLES:
      return { ...none, values: put(kernel, new Uint8Array(Float64Array.from(dense as number[]).buffer)) };
    case LAYOUT_BOOLEANS:
      return { ...none, values: put(kernel, Uint8Array.from(dense as boolean[], Number)) };
    case LAYOUT_IDS:
      return putDictionary(kernel, dense as string[]);
    case LAYOUT_TEXT:
      return { ...none, values: put(kernel, textOf(dense as string[])) };
    default:
      throw new Error(`no layout has the number ${layout}`);
  }
}

/** Puts columns into the kernel's memory; returns the address of their addresses. */
export function putColumns(kernel: AvroExports, columns: readonly MadeColumn[]): number {
  const addresses = columns.map((column) => {
    const validity = put(
      kernel,
      Uint8Array.from(column.cells, (cell) => Number(cell !== null)),
    );
    const { values, entries, entryOfId } = putValues(kernel, column);
    const { isNullable, layout, scale = 0 } = column;
    return kernel.makeColumn(isNullable, layout, scale, validity, values, entries, entryOfId);
  });
  return put(kernel, new Uint8Array(Uint32Array.from(addresses).buffer));
}

const never = (): never => {
  throw new Error('not asked for by these tests');
};

const longs = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: never,
});

/** What avsc makes of the same cells, row by row. */
export function avscRows(columns: readonly MadeColumn[]): Buffer[] {
  const types = columns.map(({ type, isNullable }) =>
    avsc.Type.forSchema((isNullable ? ['null', type] : type) as avsc.Schema, {
      registry: { long: longs },
      wrapUnions: true,
    }),
  );
  return Array.from({ length: columns[0]!.cells.length }, (_, row) =>
    Buffer.concat(
      columns.map(({ cells, type, layout, isNullable, scale = 0 }, index) => {
        const cell = cells[row]!;
        const value = layout === LAYOUT_DECIMALS && cell !== null ? Number(`${cell}e-${scale}`) : cell;
        return types[index]!.toBuffer(isNullable && value !== null ? { [type]: value } : value);
      }),
    ),
  );
}
