import type { TaskPlan } from '../tinybench/plan-batches.ts';
import type { VitestBenchmark } from './collect-benchmarks.ts';

/** By benchmark, as `VitestBenchmark` names it. */
type Plans = Readonly<Record<string, Pick<TaskPlan, 'iterations' | 'turns'>>>;

/** What the process is told, as JSON, in its one argument. */
export interface VitestRequest {
  /** Absolute, as the others. */
  readonly tree: string;
  readonly file: string;
  /** The file of head, whose text is run as `file`. */
  readonly fileOfHead: string;
  /** Of benchmarks that were looked at before; any other is looked at. */
  readonly plans: Plans;
}

/** The last line that the process prints, as JSON. */
export interface VitestAnswer {
  readonly version: string;
  readonly benchmarks: readonly VitestBenchmark[];
}

/** The variable of the environment that tells vitest's worker what to do. */
export const PROVIDER_VARIABLE = 'PARQUETRY_GATE_VITEST';

export interface ProviderRequest {
  /** URL of the tinybench that the tree's vitest uses. */
  readonly tinybench: string;
  readonly plans: Plans;
}
