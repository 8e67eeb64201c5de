/** How a CSV text is written. Records end at LF, CRLF or CR; a quote inside quotes is doubled (RFC 4180). */
export interface CsvDialect {
  /** One byte. */
  readonly delimiter: string;
  /** One byte. */
  readonly quote: string;
}

export const DEFAULT_DIALECT: CsvDialect = { delimiter: ',', quote: '"' };
