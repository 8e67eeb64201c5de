/** A row that cannot be converted: where it is and why. */
export interface BadRow {
  /** Data record number, from 1; the header is not counted. */
  readonly row: number;
  /** Offset of the record's first byte in the uncompressed source. */
  readonly byteOffset: number;
  readonly reason: string;
  readonly column?: string;
}

const count = (value: number) => value.toLocaleString('en-US');

/** Input that cannot be converted as it is; the message says what, where and the way out. */
export class BadInputError extends Error {
  readonly badRow: BadRow | undefined;

  constructor(message: string, options: { badRow?: BadRow; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'BadInputError';
    this.badRow = options.badRow;
  }
}

/** `flights.csv row 812 (byte 48,113): 9 fields, the header has 8; …` */
export function badRowError(source: string, badRow: BadRow, wayOut?: string): BadInputError {
  const column = badRow.column === undefined ? '' : `column ${JSON.stringify(badRow.column)}: `;
  const place = `${source} row ${count(badRow.row)} (byte ${count(badRow.byteOffset)})`;
  return new BadInputError(`${place}: ${column}${badRow.reason}${wayOut ? `; ${wayOut}` : ''}`, { badRow });
}

/** An engine met a value that its library cannot write exactly. */
export class UnsupportedError extends Error {
  constructor(because: string) {
    super(because);
    this.name = 'UnsupportedError';
  }
}
