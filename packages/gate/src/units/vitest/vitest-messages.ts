import type { VitestBenchmark } from './collect-benchmarks.ts';

/** What the process is told, as JSON, in its one argument. */
export interface VitestRequest {
  /** Absolute, as the others. */
  readonly tree: string;
  readonly file: string;
  /** The file of head, whose text is run as `file`. */
  readonly fileOfHead: string;
}

/** The last line that the process prints, as JSON. */
export interface VitestAnswer {
  readonly version: string;
  readonly benchmarks: readonly VitestBenchmark[];
}
