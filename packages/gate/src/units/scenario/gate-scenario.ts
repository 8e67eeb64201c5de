import type { GeneratedScenario } from '@parquetry/bench/scenarios';

/** One engine on generated files, in processes that take turns. Everything is fixed before anything runs. */
export interface GateScenario {
  readonly name: string;
  /** What one turn does, in words. */
  readonly about: string;
  readonly engine: string;
  readonly data: GeneratedScenario['data'];
  readonly threads: number;
  /** Over all files, before the first turn. */
  readonly warmupPasses: number;
  /** Of each side in a pair; each of them converts all files. */
  readonly turns: number;
}
