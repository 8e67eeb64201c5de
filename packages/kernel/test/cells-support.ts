import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { KIND_BOOLEAN, KIND_DATE, KIND_FLOAT64, KIND_INT64, KIND_TIMESTAMP_UTC } from '../src/abi/layout.ts';
import { bitsOf, type CellKind } from './cells-kinds.ts';
import type { KernelMemory } from './load-kernel.ts';

/** As much of the global as is needed here: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

type ParseColumn = (
  column: number,
  separators: number,
  stride: number,
  rows: number,
  batchRow: number,
  endAdjust: number,
) => number;

/** What `assembly/cells/test-entry.ts` exports. */
interface CellExports extends KernelMemory {
  readonly integerValue: { readonly value: bigint };
  readonly doubleValue: { readonly value: number };
  readonly parseIntegerColumnSlowly: ParseColumn;
  readonly parseDoubleColumn: ParseColumn;
  readonly parseBooleanColumn: ParseColumn;
  readonly parseDateColumn: ParseColumn;
  readonly parseTimestampColumn: ParseColumn;
  parseInteger(start: number, end: number): number;
  parseFloat64(start: number, end: number, takesNonFinite: boolean): number;
  parseBoolean(start: number, end: number, spellings: number): number;
  parseDate(start: number, end: number): number;
  parseTimestamp(start: number, end: number, isUtc: boolean): number;
  nearestDouble(significand: bigint, exponent: number): number;
  setDialect(delimiter: number, quote: number, isQuotedEmptyNull: boolean): void;
  makeColumn(
    kind: number,
    isNullable: boolean,
    spellings: number,
    takesNonFinite: boolean,
    mostRows: number,
  ): number;
  valuesOf(column: number): number;
  validityOf(column: number): number;
  valueCountOf(column: number): number;
  setValueCount(column: number, count: number): void;
}

/** The cells' part of the kernel, compiled with what only tests call. */
export async function compileCells(): Promise<CellExports> {
  let wasm: Uint8Array | undefined;
  const entry = 'assembly/cells/test-entry.ts';
  const { error, stderr } = await asc.main(
    [
      entry,
      '--config',
      'asconfig.json',
      '--outFile',
      'cells.wasm',
      '--baseDir',
      fileURLToPath(new URL('..', import.meta.url)),
    ],
    {
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = contents as Uint8Array;
      },
    },
  );
  if (error !== null || wasm === undefined)
    throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  const cells = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as CellExports;
  cells.freeAll();
  return cells;
}

const INPUT_BYTES = 1 << 20;
const MOST_ROWS = 1 << 14;
const DIGIT_FIVE = 0x35;
const encoder = new TextEncoder();

export interface ColumnText {
  readonly kind: CellKind;
  /** What stands in the fields, quotes included; the empty text is an empty field. */
  readonly cells: readonly string[];
  readonly isNullable?: boolean;
  /** How many fields a record has; the column's is the last. */
  readonly width?: number;
  /** Bytes between a field's end and its separator: 1 is CRLF text. */
  readonly endAdjust?: number;
}

/** Cells laid out in the kernel's memory as its readers lay them out, between bytes that would be digits. */
export function openCells(cells: CellExports) {
  const input = cells.allocate(64 + INPUT_BYTES) + 64;
  const index = cells.allocate(MOST_ROWS * 16) + 64;
  const columns = new Map<string, number>();

  function columnFor(kind: CellKind, isNullable: boolean): number {
    const key = `${kind.name} ${isNullable}`;
    const known = columns.get(key);
    if (known !== undefined) return known;
    const made = cells.makeColumn(kind.kind, isNullable, kind.spellings, kind.takesNonFinite, MOST_ROWS);
    columns.set(key, made);
    return made;
  }

  function parserOf({ kind }: CellKind): ParseColumn {
    if (kind === KIND_INT64) return cells.parseIntegerColumnSlowly;
    if (kind === KIND_FLOAT64) return cells.parseDoubleColumn;
    if (kind === KIND_BOOLEAN) return cells.parseBooleanColumn;
    return kind === KIND_DATE ? cells.parseDateColumn : cells.parseTimestampColumn;
  }

  function valueAt(kind: CellKind, at: number): string {
    const view = new DataView(cells.memory.buffer);
    if (kind.kind === KIND_BOOLEAN) return String(view.getUint8(at) === 1);
    if (kind.kind === KIND_FLOAT64) return view.getBigUint64(at, true).toString(16);
    return String(view.getBigInt64(at, true));
  }

  /** One cell by the parser of single cells; as {@link lawfulValue}. */
  function parseOne(text: string, kind: CellKind): string | undefined {
    const memory = new Uint8Array(cells.memory.buffer, input - 64, 64 + 128 + text.length * 3);
    memory.fill(DIGIT_FIVE);
    const start = input;
    const end = input + encoder.encodeInto(text, memory.subarray(64)).written;
    if (kind.kind === KIND_BOOLEAN) {
      const found = cells.parseBoolean(start, end, kind.spellings);
      return found < 0 ? undefined : String(found === 1);
    }
    if (kind.kind === KIND_FLOAT64) {
      return cells.parseFloat64(start, end, kind.takesNonFinite)
        ? bitsOf(cells.doubleValue.value)
        : undefined;
    }
    const isFound =
      kind.kind === KIND_INT64
        ? cells.parseInteger(start, end)
        : kind.kind === KIND_DATE
          ? cells.parseDate(start, end)
          : cells.parseTimestamp(start, end, kind.kind === KIND_TIMESTAMP_UTC);
    return isFound ? String(cells.integerValue.value) : undefined;
  }

  /** A column by its loop: `null` for nulls, else as {@link lawfulValue}; undefined when some cell does not fit. */
  function parseAll(text: ColumnText): (string | null)[] | undefined {
    const { kind, cells: texts, isNullable = true, width = 1, endAdjust = 0 } = text;
    const memory = new Uint8Array(cells.memory.buffer);
    const separators = new Uint32Array(cells.memory.buffer, index, texts.length * width);
    memory.fill(
      DIGIT_FIVE,
      input - 64,
      input + 64 + texts.reduce((sum, cell) => sum + 4 * cell.length + width + 3, 0),
    );
    new Uint32Array(cells.memory.buffer, index - 4, 1)[0] = input - 1;
    let at = input;
    texts.forEach((cell, row) => {
      // The fields before it are empty; separators need not be commas.
      for (let field = 0; field < width - 1; field += 1) separators[row * width + field] = at++;
      at += encoder.encodeInto(cell, memory.subarray(at)).written + endAdjust;
      separators[row * width + width - 1] = at++;
    });

    const column = columnFor(kind, isNullable);
    const before = 3;
    cells.setValueCount(column, before);
    const first = index + (width - 1) * 4;
    const fits = parserOf(kind)(column, first, width * 4, texts.length, before, endAdjust) === 1;
    const found = cells.valueCountOf(column) - before;
    if (!fits) {
      if (found !== 0) throw new Error(`${found} values of a column that does not fit are kept`);
      return undefined;
    }
    const valid = new Uint8Array(cells.memory.buffer, cells.validityOf(column) + before, texts.length);
    const valueBytes = kind.kind === KIND_BOOLEAN ? 1 : 8;
    let value = cells.valuesOf(column) + before * valueBytes;
    const values = Array.from(valid, (isValue) => {
      if (isValue === 0) return null;
      value += valueBytes;
      return valueAt(kind, value - valueBytes);
    });
    const count = values.filter((cell) => cell !== null).length;
    if (count !== found) throw new Error(`${count} values are valid, ${found} were counted`);
    return values;
  }

  return { exports: cells, parseOne, parseAll };
}

/** A generator of whole numbers below a limit, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
