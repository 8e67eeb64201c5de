import type { SourceOptions } from '../../src/index.ts';
import type { Table } from './clean-table.ts';

/** A file that breaks with the habits of CSV in one way, and what must come of it. */
export interface PollutedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What the file means; for `refused` and `rejected`, of its good rows. */
  readonly table: Table;
  /** What a person would have to tell, when it cannot be found out. */
  readonly options?: SourceOptions;
  /**
   * `right`: the table, whole. `rejected`: the table without rows `bad` (from 1, counted as the file's records are),
   * which are set aside. `refused`: an error that holds this text.
   */
  readonly expected:
    | { readonly verdict: 'right' }
    | { readonly verdict: 'rejected'; readonly bad: readonly number[] }
    | { readonly verdict: 'refused'; readonly saying: string };
}

export const right = { verdict: 'right' } as const;
export const rejected = (...bad: number[]) => ({ verdict: 'rejected', bad }) as const;
export const refused = (saying: string) => ({ verdict: 'refused', saying }) as const;
