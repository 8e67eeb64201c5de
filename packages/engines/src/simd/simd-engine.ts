import type { Engine } from '@parquetry/core';
import { outputSupport } from '../shared/output-support.ts';
import { convertPlan } from './convert-plan.ts';
import { KernelPool } from './kernel-pool.ts';
import { loadKernel } from './load-kernel.ts';

/** Our own WebAssembly kernel from the first byte to the last: see docs/kernel.md. */
export const simd: Engine = {
  name: 'simd',
  writers: { parquet: 'parquetry', avro: 'parquetry' },

  supports: ({ outputs }) => outputSupport(outputs),

  async open(store, limits) {
    loadKernel();
    const pool = new KernelPool(limits.memoryBytes);
    return {
      filesInFlight: pool.filesInFlight,
      async convert(plan, signal) {
        const support = outputSupport(plan.outputs);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        return pool.use(plan, (tools) => convertPlan(store, plan, tools, signal));
      },
      async [Symbol.asyncDispose]() {},
    };
  },
};
