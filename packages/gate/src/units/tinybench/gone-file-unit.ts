import { GateFailure } from '../../unit/gate-failure.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';

/** A file of benchmarks that base has and head has not: it stands for what was in it, so that the loss is seen. */
export function goneFileUnit(file: string, kind: 'tinybench' | 'vitest'): GateUnit {
  return {
    name: file,
    kind,
    about: `${file}, which head does not have`,
    verify: async (side) => ({
      benchmarks: side === 'base' ? [file] : [],
      counters: new Map(),
      warnings: [],
    }),
    pair: async () => {
      throw new GateFailure(
        'missing-benchmark',
        `${file}: base has this file of benchmarks and head has not; bring it back, or measure what took its place under that name`,
      );
    },
  };
}
