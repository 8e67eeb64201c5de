import type { InvocationHooks } from '../payloads/hooks.ts';
import type { Payloads } from '../payloads/prepare-payloads.ts';

/** How events are sent: each as soon as one is answered, or at their times whatever comes back. */
export type Load =
  | { readonly kind: 'closed-loop' }
  | {
      readonly kind: 'fixed-rate';
      readonly perSecond: number;
      readonly seconds: number;
      /** The first part of `seconds`, in which the rate grows evenly from nothing. */
      readonly rampSeconds: number;
    };

/** What is to be sampled. */
export interface TuneRequest {
  /** On all that the run makes: letters, digits and hyphens. */
  readonly runId: string;
  /** A name or an ARN, with a version or an alias or without. */
  readonly target: string;
  readonly place: 'local' | 'aws';
  readonly memoryMb: readonly number[];
  /** Of ours; empty for functions of somebody else's, and where the engine stays. */
  readonly engines: readonly string[];
  /** Ignored at a fixed rate, where it is what comes of it. */
  readonly concurrency: readonly number[];
  /** Warm ones of each size, at least. */
  readonly samples: number;
  /** Cold ones of each memory size and engine: each needs a version of its own. */
  readonly coldSamples: number;
  /** Of each environment, before its first warm sample. */
  readonly warmUps: number;
  readonly load: Load;
  readonly payloads: Payloads;
  readonly hooks?: InvocationHooks;
  readonly seed: number;
  readonly isCopy: boolean;
  readonly maxDollars: number | null;
  readonly sloMs: number | null;
  readonly balancedWeight: number;
}
