import {
  IS_FLOAT,
  JSON_ARRAY,
  JSON_LINES,
  STOP_ARRAY_END,
  STOP_INPUT_USED,
  STOP_NOT_MINE,
  STOP_OUTPUT_FULL,
  TAKES_BOOLEANS,
  TAKES_NUMBERS,
  TAKES_STRINGS,
  TAKES_STRINGS_AS_JSON,
} from './abi/json.ts';
import type { KernelExports } from './kernel-exports.ts';

/** What a column takes besides null: bit set. See `abi/json.ts`. */
export const JsonKinds = {
  strings: TAKES_STRINGS,
  numbers: TAKES_NUMBERS,
  booleans: TAKES_BOOLEANS,
  stringsAsJson: TAKES_STRINGS_AS_JSON,
  isFloat: IS_FLOAT,
} as const;

/** The key of a column, and what it takes: `JsonKinds`. */
export interface JsonKey {
  readonly name: string;
  /** Place of its column in the schema. */
  readonly field: number;
  readonly kinds: number;
}

/** Records of one level: how they stand in the text, and their keys in the order of columns. */
export interface JsonShape {
  readonly layout: 'lines' | 'array';
  readonly keys: readonly JsonKey[];
  /** Longer records are for the host. */
  readonly mostRecordBytes: number;
}

/** Why a scan ended. */
export const JsonStop = {
  inputUsed: STOP_INPUT_USED,
  outputFull: STOP_OUTPUT_FULL,
  notMine: STOP_NOT_MINE,
  arrayEnd: STOP_ARRAY_END,
} as const;

const TEXT_BYTES = 1 << 19;
/** What a field may take before its text is known to fit. */
const FIELD_ROOM = 17;
const FEWEST_RECORDS = 64;

const encoder = new TextEncoder();

/** The kernel's JSON reader with its memory, and the records of the last scan. */
export class JsonScan {
  readonly #exports: KernelExports;
  readonly #text: number;
  readonly #textBytes: number;
  readonly #indexBytes: number;
  readonly #starts: number;
  /** Address of the separators of the scanned records. */
  readonly index: number;
  /** Records of the last scan, and the first of them that has not been taken. */
  count = 0;
  first = 0;

  constructor(exports: KernelExports, { layout, keys, mostRecordBytes }: JsonShape, width: number) {
    this.#exports = exports;
    const names = keys.map(({ name }) => encoder.encode(JSON.stringify(name)));
    const nameBytes = names.reduce((sum, { length }) => sum + length, 0);
    exports.setUpJson(layout === 'lines' ? JSON_LINES : JSON_ARRAY, width, nameBytes, mostRecordBytes);
    const room = exports.allocate(Math.max(1, ...names.map(({ length }) => length)));
    for (const [at, { field, kinds }] of keys.entries()) {
      new Uint8Array(exports.memory.buffer).set(names[at]!, room);
      exports.addJsonKey(field, room, names[at]!.length, kinds);
    }
    this.#textBytes = TEXT_BYTES + FIELD_ROOM * width * FEWEST_RECORDS;
    this.#indexBytes = Math.max(this.#textBytes, 4 * width * FEWEST_RECORDS);
    this.#text = exports.allocate(this.#textBytes + 128) + 64;
    this.index = exports.allocate(this.#indexBytes + 64) + 64;
    this.#starts = exports.allocate(this.#indexBytes / width + 4);
  }

  scan(start: number, end: number, isLast: boolean): number {
    this.first = 0;
    this.count = this.#exports.scanJson(
      start,
      end,
      +isLast,
      this.#text,
      this.#textBytes,
      this.index,
      this.#indexBytes,
      this.#starts,
    );
    return this.#exports.stopReason.value;
  }

  /** Address of the first record that has not been taken; behind all, where the scan ended. */
  get cursor(): number {
    if (this.first === this.count) return this.#exports.consumedTo.value;
    return new Uint32Array(this.#exports.memory.buffer, this.#starts, this.count)[this.first]!;
  }
}
