import type { Engine, EngineLimits, EngineSession, ObjectStore } from '@parquetry/core';
import { outputSupport } from '../shared/output-support.ts';
import { convertPlan } from './convert-plan.ts';
import { KernelPool, type MakeKernel } from './kernel-pool.ts';
import { loadKernel } from './load-kernel.ts';

/** A session whose kernels are made by `makeKernel`. */
export async function openSimd(
  store: ObjectStore,
  limits: EngineLimits,
  makeKernel?: MakeKernel,
): Promise<EngineSession> {
  loadKernel();
  const pool = new KernelPool(limits.memoryBytes, makeKernel);
  return {
    filesInFlight: pool.filesInFlight,
    async convert(plan, signal) {
      const support = outputSupport(plan.outputs);
      if (!support.supported) return { status: 'unsupported', because: support.because };
      return pool.use(plan, (tools) => convertPlan(store, plan, tools, signal));
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** Our own WebAssembly kernel from the first byte to the last: see docs/kernel.md. */
export const simd: Engine = {
  name: 'simd',
  writers: { parquet: 'parquetry', avro: 'parquetry' },

  supports: ({ outputs }) => outputSupport(outputs),

  open: (store, limits) => openSimd(store, limits),
};
