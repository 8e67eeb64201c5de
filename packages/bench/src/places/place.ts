import type { ConversionPlan } from '@parquetry/core';
import type { OutputChoice, Workload } from '../scenarios/scenario.ts';

/** Outputs as files of this machine, or how they differ from what was to be written. */
export type BroughtHome = { readonly plans: readonly ConversionPlan[] } | { readonly mismatch: string };

/** Where a contender finds its sources and leaves its outputs. */
export interface Place {
  /** One plan per input of a workload, in its order, with outputs below `label/`. */
  plansFor(workload: Workload, choice: OutputChoice, label: string): ConversionPlan[];
  /** The plans that {@link plansFor} gave, with sources and outputs as files of this machine. */
  bringHome(
    workload: Workload,
    plans: readonly ConversionPlan[],
    label: string,
    signal?: AbortSignal,
  ): Promise<BroughtHome>;
  /** Removes everything that was written below `label/` and whatever was brought home of it. */
  clear(label: string): Promise<void>;
}
