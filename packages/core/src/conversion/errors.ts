import { formatCount } from '../text/format-count.ts';

/** A row that cannot be converted: where it is and why. */
export interface BadRow {
  /** Data record number, from 1; the header is not counted. */
  readonly row: number;
  /** Offset of the record's first byte in the uncompressed source; where in it something is wrong, the reason tells. */
  readonly byteOffset: number;
  readonly reason: string;
  /** The reason without anything of the row's content, where `reason` quotes some. */
  readonly redactedReason?: string;
  readonly column?: string;
}

/** Input that cannot be converted as it is; the message says what, where and the way out. */
export class BadInputError extends Error {
  readonly badRow: BadRow | undefined;

  constructor(message: string, options: { badRow?: BadRow; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'BadInputError';
    this.badRow = options.badRow;
  }
}

const CORRECT_ROW = 'correct the row, or set such rows aside with --on-bad-row reject';
const CORRECT_CELL =
  'correct the cell, declare the column otherwise (--columns), or set such rows aside with --on-bad-row reject';

/** A request that does not fit its input: an unknown column, a format that is not read. Nothing is wrong with a row. */
export class RequestError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RequestError';
  }
}

/** `flights.csv row 812 (byte 48,113): 9 fields, the header has 8` */
export function badRowText(source: string, { row, byteOffset, reason, column }: BadRow): string {
  const where = column === undefined ? '' : `column ${JSON.stringify(column)}: `;
  return `${source} row ${formatCount(row)} (byte ${formatCount(byteOffset)}): ${where}${reason}`;
}

/** `flights.csv row 812 (byte 48,113): 9 fields, the header has 8; correct the row, or …` */
export function badRowError(source: string, badRow: BadRow, wayOut?: string): BadInputError {
  const advice = wayOut ?? (badRow.column === undefined ? CORRECT_ROW : CORRECT_CELL);
  return new BadInputError(`${badRowText(source, badRow)}; ${advice}`, { badRow });
}

/** An engine met a value that its library cannot write exactly. */
export class UnsupportedError extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'UnsupportedError';
  }
}

/** A cell breaks the type that was inferred for its column, or a column turns up that nobody has seen before. */
export class ContradictionError extends Error {
  readonly row: number;
  readonly column: string;
  readonly reason: string;

  constructor(row: number, column: string, reason: string) {
    super(`row ${formatCount(row)}, column ${JSON.stringify(column)}: ${reason}`);
    this.name = 'ContradictionError';
    this.row = row;
    this.column = column;
    this.reason = reason;
  }
}
