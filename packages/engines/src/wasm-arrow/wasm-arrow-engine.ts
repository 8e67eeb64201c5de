import type { Engine } from '@parquetry/core';
import { outputSupport } from '../shared/output-support.ts';
import { convertPlan } from './convert-plan.ts';
import { memoryBudget } from './memory-budget.ts';
import { loadParquetWasm } from './parquet/load-parquet-wasm.ts';

/** Columnar from the first byte: records → typed columns → Arrow → parquet-wasm, and Avro from the same columns. */
export const wasmArrow: Engine = {
  name: 'wasm-arrow',
  writers: { parquet: 'parquet-wasm', avro: 'parquetry' },

  supports: ({ outputs }) => outputSupport(outputs),

  async open(store, limits) {
    loadParquetWasm();
    const budget = memoryBudget(limits.memoryBytes);
    return {
      filesInFlight: 1,
      async convert(plan, signal) {
        const support = outputSupport(plan.outputs);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        return convertPlan(store, plan, budget, signal);
      },
      async [Symbol.asyncDispose]() {},
    };
  },
};
