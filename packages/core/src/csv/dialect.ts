/** How a CSV text is written. Records end at LF, CRLF or CR, mixed as they come. */
export interface CsvDialect {
  /** One character or several. */
  readonly delimiter: string;
  /** One ASCII character, or empty: quotes are then text like any other. */
  readonly quote: string;
  /** What makes a quote inside quotes text: the quote itself (doubled, RFC 4180), a backslash, or nothing when empty. */
  readonly escape: string;
  /** Lines that begin with it are no records; empty: there are none. */
  readonly comment: string;
  /** Spaces and tabs around fields, and around their quotes, are not part of them. */
  readonly trim: boolean;
  /** Lines before the header that are not read. */
  readonly skipLines: number;
  /** Records may end in one more delimiter than the header. */
  readonly trailingDelimiter: boolean;
}

export const DEFAULT_DIALECT: CsvDialect = {
  delimiter: ',',
  quote: '"',
  escape: '"',
  comment: '',
  trim: false,
  skipLines: 0,
  trailingDelimiter: false,
};

/** Whether the quick scanner reads the dialect; all others take the general one. */
export const isPlain = (dialect: CsvDialect): boolean =>
  dialect.delimiter.length === 1 &&
  dialect.delimiter < '\u0080' &&
  dialect.quote.length === 1 &&
  dialect.escape === dialect.quote &&
  dialect.comment === '' &&
  !dialect.trim &&
  !dialect.trailingDelimiter;
