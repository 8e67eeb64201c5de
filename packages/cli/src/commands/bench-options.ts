import type { TargetOptions } from './targets/target-options.ts';

/** Flags of `parquetry bench`, as the command line gives them. */
export interface BenchOptions extends TargetOptions {
  readonly scenario?: readonly string[];
  readonly contestant?: readonly string[];
  /** Who is held to the bars in place of the engine that they are about. */
  readonly judge?: string;
  readonly processes?: number;
  /** Also generated data that is too large to be kept otherwise. */
  readonly keepData?: boolean;
  /** A short tune of our own function as well, on this machine. */
  readonly tune?: boolean;
  readonly seed: number;
  readonly schema?: string;
  readonly columns?: string;
  readonly delimiter?: string;
}
