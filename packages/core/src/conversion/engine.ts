import type { ObjectStore } from '../store/object-store.ts';
import type { ConversionPlan, OutputFormat } from './plan.ts';
import type { Conversion } from './result.ts';

export type Support = { readonly supported: true } | { readonly supported: false; readonly because: string };

/** What an engine may use; buffers, row groups and pools derive from it. */
export interface EngineLimits {
  readonly memoryBytes: number;
  readonly threads: number;
}

/** A way to carry out a plan. Engines differ in speed, never in what they write. */
export interface Engine {
  readonly name: string;
  /** The library that writes each format, so that no output is judged by the library that wrote it. */
  readonly writers: Readonly<Record<OutputFormat, string>>;
  /** Answers from the plan alone, without reading data. */
  supports(plan: ConversionPlan, limits: EngineLimits): Support;
  /** Starts whatever the engine needs; timed apart from conversions. */
  open(store: ObjectStore, limits: EngineLimits): Promise<EngineSession>;
}

export interface EngineSession extends AsyncDisposable {
  /** So many `convert` calls are worth having in flight at once. */
  readonly filesInFlight: number;
  /**
   * Rejects with `BadInputError`, `StoreError`, or `ContradictionError` when a cell contradicts a guessed type; then
   * no output of the plan is visible.
   */
  convert(plan: ConversionPlan, signal?: AbortSignal): Promise<Conversion>;
}
