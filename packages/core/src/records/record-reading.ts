import type { ConversionPlan } from '../conversion/plan.ts';
import type { Column } from '../schema/table-schema.ts';
import type { ReadLimits } from './read-limits.ts';
import type { RowLedger } from './row-ledger.ts';

/** Small enough that a block and its field positions stay in a core's second-level cache. */
export const DEFAULT_BLOCK_BYTES = 1 << 18;

/** How records are read, whatever their format. */
export interface RecordReadOptions {
  /** What the fields of a block are, in this order. */
  readonly columns: readonly Column[];
  readonly ledger: RowLedger;
  readonly limits: ReadLimits;
  readonly invalidBytes: ConversionPlan['source']['invalidBytes'];
  readonly newColumns: ConversionPlan['newColumns'];
  /** Blocks are about this large; a record may be larger. */
  readonly blockBytes?: number;
  /** Of the stream's first byte in the source, where reading begins in its middle. */
  readonly offset?: number;
}
