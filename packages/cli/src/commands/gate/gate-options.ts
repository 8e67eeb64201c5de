import type { GateMetric } from '@parquetry/bench/record';

/** `--bench name=command` */
export interface NamedCommand {
  readonly name: string;
  readonly run: string;
}

/** What is compared, and how it is built. */
interface TreeOptions {
  /** A git ref or a directory; the merge base with the default branch when absent. */
  readonly base?: string;
  readonly install?: string;
  readonly build?: string;
}

interface BenchmarkOptions {
  readonly scenarios?: readonly string[];
  readonly bench?: readonly NamedCommand[];
  readonly benchJson?: readonly NamedCommand[];
  readonly benchFile?: readonly string[];
}

interface VerdictOptions {
  /** A share: 0.1 for 10 %. */
  readonly maxUndecided: number;
  readonly inconclusive?: 'pass' | 'fail';
}

export interface GateOptions extends TreeOptions, BenchmarkOptions, VerdictOptions {
  readonly maxMinutes: number;
  readonly seed: number;
  /** Counters of head against the reviewed file, and the canaries: no base, no pairs. */
  readonly counters?: boolean;
  /** A file that the Markdown summary is added to. */
  readonly summary?: string;
}

export interface AcceptOptions extends TreeOptions {
  readonly metric: GateMetric;
  /** As it was typed, such as `8%`. */
  readonly upTo?: string;
  readonly because: string;
  /** Declare the counters of head instead. */
  readonly counters?: boolean;
  readonly seed: number;
}

export interface ValidateOptions {
  readonly rounds: number;
  readonly minutes?: number;
  /** A busy process beside what is measured. */
  readonly beside?: boolean;
  readonly seed: number;
}

export interface HistoryOptions {
  readonly directory: string;
  readonly branch?: string;
  readonly add?: string;
}

export interface InitOptions {
  readonly branch: string;
}
