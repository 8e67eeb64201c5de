import type { BrokenVariant } from '@parquetry/bench';

/** Flags of `parquetry faults`, as the command line gives them. */
export interface FaultsOptions {
  readonly files: number;
  /** 0 … 1 */
  readonly rate: number;
  readonly kills: number;
  readonly seed: number;
  readonly broken?: BrokenVariant;
}
