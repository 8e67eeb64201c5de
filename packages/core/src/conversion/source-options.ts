import type { ReadLimits } from '../records/read-limits.ts';
import type { Encoding, JsonFormat } from './source-format.ts';

/** What the user knows about a source; whatever is left out is found in a bounded sample. */
export interface SourceOptions {
  readonly kind?: 'csv' | 'json';
  readonly encoding?: Encoding;
  readonly delimiter?: string;
  /** Empty: nothing is quoted. */
  readonly quote?: string;
  /** Empty: no quote can be written inside quotes. `double`: the quote itself, whichever it is. */
  readonly escape?: string;
  readonly comment?: string;
  readonly trim?: boolean;
  readonly skipLines?: number;
  readonly trailingDelimiter?: boolean;
  readonly hasHeader?: boolean;
  /** Names of the columns, instead of those in the source; without a header, or for positional JSON, needed for good names. */
  readonly names?: readonly string[];
  readonly nulls?: readonly string[];
  readonly quotedEmpty?: 'null' | 'string';
  /** Of JSON: the key of the member that holds the records. */
  readonly member?: string;
  readonly nested?: JsonFormat['nested'];
  readonly limits?: ReadLimits;
}
