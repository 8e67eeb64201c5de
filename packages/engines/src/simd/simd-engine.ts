import {
  type Engine,
  type EngineLimits,
  type EngineSession,
  type ObjectStore,
  reopeningOf,
} from '@parquetry/core';
import { outputSupport } from '../shared/output-support.ts';
import { convertPlan } from './convert-plan.ts';
import { KernelPool, type MakeKernel } from './kernel-pool.ts';
import { loadKernel } from './load-kernel.ts';
import { SessionThreads, shareThreads, type ThreadChoices } from './parallel/session-threads.ts';

/** A session whose kernels are made by `makeKernel`, with threads as `choices` tell. */
export async function openSimd(
  store: ObjectStore,
  limits: EngineLimits,
  makeKernel?: MakeKernel,
  choices: ThreadChoices = {},
): Promise<EngineSession> {
  loadKernel();
  const share = shareThreads(limits);
  const pool = new KernelPool(share.memoryBytes, makeKernel);
  const reopening = reopeningOf(store);
  const threads = share.threads > 1 && reopening ? new SessionThreads(reopening, share, choices) : undefined;
  return {
    filesInFlight: pool.filesInFlight * (threads ? share.threads : 1),
    async convert(plan, signal) {
      const support = outputSupport(plan.outputs);
      if (!support.supported) return { status: 'unsupported', because: support.because };
      const here = () => pool.use(plan, (tools) => convertPlan(store, plan, tools, signal, threads?.helpers));
      return threads ? threads.convert(plan, here, signal) : here();
    },
    async [Symbol.asyncDispose]() {
      await threads?.close();
    },
  };
}

/** Our own WebAssembly kernel from the first byte to the last: see docs/kernel.md. */
export const simd: Engine = {
  name: 'simd',
  writers: { parquet: 'parquetry', avro: 'parquetry' },

  supports: ({ outputs }) => outputSupport(outputs),

  open: (store, limits) => openSimd(store, limits),
};
