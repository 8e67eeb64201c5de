import {
  BadInputError,
  type CellValue,
  type OutputFormat,
  RequestError,
  type RowCounts,
  StoreError,
  UnsupportedError,
  type WidenedColumn,
} from '@parquetry/core';

/** One output as it was read back. */
export interface WrittenTable {
  readonly format: OutputFormat;
  /** Types by column. */
  readonly types: readonly string[];
  readonly rowCount: number;
  /** By column. */
  readonly cells: readonly (readonly CellValue[])[];
}

/** What became of one file. */
export type FileOutcome =
  | {
      readonly status: 'converted';
      readonly rows: RowCounts;
      readonly widened: readonly WidenedColumn[];
      readonly rejects: string;
      readonly tables: readonly WrittenTable[];
    }
  | { readonly status: 'unsupported'; readonly because: string }
  /** An answer in words, as bad input gets. */
  | { readonly status: 'refused'; readonly error: string }
  /** Nothing that should ever be seen. */
  | { readonly status: 'crashed'; readonly error: string };

const ANSWERS = [BadInputError, RequestError, UnsupportedError, StoreError] as const;

/** What an error makes of the file it was thrown for. */
export function outcomeOf(error: unknown): FileOutcome {
  if (error instanceof Error && ANSWERS.some((answer) => error instanceof answer)) {
    return { status: 'refused', error: `${error.name}: ${error.message}` };
  }
  const shown = error instanceof Error ? (error.stack ?? String(error)) : `thrown: ${String(error)}`;
  return { status: 'crashed', error: shown };
}
