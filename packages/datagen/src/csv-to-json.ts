import type { TableSchema } from '@parquetry/core';
import { bytesOf, COMMA, LINE_FEED, putBytes } from './put-bytes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CARRIAGE_RETURN = 0x0d;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;
const CLOSE = bytesOf('}\n');
const NULL = bytesOf('null');
const PLAIN_KINDS = new Set(['int64', 'float64', 'boolean']);

const endsField = (byte: number | undefined) =>
  byte === undefined || byte === COMMA || byte === LINE_FEED || byte === CARRIAGE_RETURN;

/** A byte inside a JSON string; the recipes' texts hold no other control characters than line ends. */
function putTextByte(target: Uint8Array, at: number, byte: number): number {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case LINE_FEED:
    case CARRIAGE_RETURN:
      target[at] = BACKSLASH;
      target[at + 1] = byte === LINE_FEED ? LOWER_N : byte === CARRIAGE_RETURN ? LOWER_R : byte;
      return at + 2;
    default:
      target[at] = byte;
      return at + 1;
  }
}

/** Rewrites rows of a recipe's CSV as lines of NDJSON: numbers and booleans as they stand, all else as strings. */
export class JsonLines {
  readonly #starts: readonly Uint8Array[];
  readonly #isText: readonly boolean[];
  /** Where the next field begins. */
  #from = 0;

  constructor({ columns }: TableSchema) {
    this.#starts = columns.map(({ name }, index) =>
      bytesOf(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    );
    this.#isText = columns.map(({ type }) => !PLAIN_KINDS.has(type.kind));
  }

  /** How long a line can be whose row has `rowBytes`. */
  lineBytes(rowBytes: number): number {
    const members = this.#starts.reduce((sum, start) => sum + start.length + NULL.length, 0);
    return 2 * rowBytes + members + CLOSE.length;
  }

  /** Writes a row, line end included, as a line, and returns the position after it. */
  put(target: Uint8Array, start: number, row: Uint8Array): number {
    let at = start;
    this.#from = 0;
    for (const [column, memberStart] of this.#starts.entries()) {
      at = putBytes(target, at, memberStart);
      if (endsField(row[this.#from])) at = putBytes(target, at, NULL);
      else if (this.#isText[column]) at = this.#putText(target, at, row);
      else at = this.#putPlain(target, at, row);
      this.#from += 1;
    }
    return putBytes(target, at, CLOSE);
  }

  #putPlain(target: Uint8Array, start: number, row: Uint8Array): number {
    let at = start;
    for (; !endsField(row[this.#from]); this.#from += 1) target[at++] = row[this.#from]!;
    return at;
  }

  #putText(target: Uint8Array, start: number, row: Uint8Array): number {
    let at = start;
    target[at++] = QUOTE;
    if (row[this.#from] === QUOTE) at = this.#putQuoted(target, at, row);
    else for (; !endsField(row[this.#from]); this.#from += 1) at = putTextByte(target, at, row[this.#from]!);
    target[at] = QUOTE;
    return at + 1;
  }

  /** Up to the closing quote, which is passed; doubled quotes are one. */
  #putQuoted(target: Uint8Array, start: number, row: Uint8Array): number {
    let at = start;
    for (this.#from += 1; row[this.#from] !== QUOTE || row[this.#from + 1] === QUOTE; this.#from += 1) {
      if (row[this.#from] === QUOTE) this.#from += 1;
      at = putTextByte(target, at, row[this.#from]!);
    }
    this.#from += 1;
    return at;
  }
}
