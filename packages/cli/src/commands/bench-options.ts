/** Flags of `parquetry bench`, as the command line gives them. */
export interface BenchOptions {
  readonly scenario?: readonly string[];
  readonly contestant?: readonly string[];
  readonly processes?: number;
  readonly seed: number;
  readonly schema?: string;
  readonly columns?: string;
  readonly delimiter?: string;
}
