import type { TaskPlan } from '../tinybench/plan-batches.ts';
import type { VitestBenchmark } from './collect-benchmarks.ts';

/** By benchmark, as `VitestBenchmark` names it. */
type Plans = Readonly<Record<string, Pick<TaskPlan, 'iterations' | 'turns'>>>;

/** How the benchmarks are run. */
export type VitestHow =
  /** As their own vitest does, for their names: what they say of each other in the file has to hold. */
  | { readonly kind: 'list' }
  /** In batches after that; those without a plan are looked at. */
  | { readonly kind: 'measure'; readonly plans: Plans };

/** What the process is told, as JSON, in its one argument. */
export interface VitestRequest {
  /** Absolute, as the others. */
  readonly tree: string;
  readonly file: string;
  /** Whose text is run as `file`. */
  readonly textFile: string;
  readonly how: VitestHow;
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
