/** Flags of `parquetry claims`, as the command line gives them. */
export interface ClaimsOptions {
  readonly baseline?: string;
  readonly filesPerMonth?: number;
  readonly full?: boolean;
  readonly rounds: number;
  readonly networks?: readonly string[];
  readonly expect?: readonly string[];
  readonly seed: number;
  /** A function: refused. */
  readonly target?: string;
}
