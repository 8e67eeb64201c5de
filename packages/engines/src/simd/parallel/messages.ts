import type { Conversion, ConversionPlan, StoreSpec } from '@parquetry/core';
import type { CompiledModule } from '@parquetry/kernel';
import type { MadeRange, RangeTask } from './convert-range.ts';
import type { PlainError } from './plain-error.ts';

/** What a worker is started with. */
export interface WorkerSetUp {
  readonly module: CompiledModule;
  readonly store: StoreSpec;
  /** What its kernels may use. */
  readonly memoryBytes: number;
}

export type Task =
  | ({ readonly kind: 'range' } & RangeTask)
  | { readonly kind: 'file'; readonly plan: ConversionPlan };

/** What becomes of a range, or of a file. */
export type Reply = MadeRange | Conversion;

/** To a worker: a task under a number, and buffers to use, or that the task of that number is not wanted any more. */
export type Order =
  | { readonly id: number; readonly task: Task; readonly spares: readonly ArrayBuffer[] }
  | { readonly id: number; readonly task?: undefined };

/** From a worker: that it takes tasks; bytes that a task has read meanwhile, and, at its end, what became of it. */
export type Report =
  | { readonly id: 0; readonly ready: true }
  | { readonly id: number; readonly read: number }
  | { readonly id: number; readonly reply: Reply }
  | { readonly id: number; readonly failure: PlainError };
