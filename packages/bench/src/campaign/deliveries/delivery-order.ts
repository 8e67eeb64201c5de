import type { EngineLimits, OutputFormat } from '@parquetry/core';
import type { PipelineSettings, Recipe } from '@parquetry/delivery';
import type { FaultPlan, NetworkProfileName } from '@parquetry/local-aws/network';
import type { KillOrder } from '../kills/kill-steps.ts';
import type { BrokenVariant } from './broken-variants.ts';

/** What a process is to do, and what stands in its way: plain data. */
export interface DeliveryOrder {
  /** `deliver`: the whole prefix, going on with what is there. `redrive`: the dead letters. */
  readonly work: 'deliver' | 'redrive';
  readonly engine: string;
  readonly recipe: Recipe;
  readonly settings: PipelineSettings;
  readonly limits: EngineLimits;
  /** Entries of the manifest that are written at once, and milliseconds until they are when they are fewer. */
  readonly flush: { readonly jobs: number; readonly ms: number };
  readonly network: {
    readonly profile: NetworkProfileName;
    readonly faults: FaultPlan;
    readonly seed: number;
  };
  readonly kill?: KillOrder | undefined;
  readonly variant?: BrokenVariant | undefined;
  /** Of the {@link BlackBox} that it keeps. */
  readonly boxPath: string;
}

export interface RedriveAccount {
  readonly letters: number;
  readonly drained: number;
  readonly left: number;
  /** Until the last was drained that could be. */
  readonly elapsedMs: number;
}

/** Of a process that came to its end. */
export interface DeliveryAnswer {
  /** The library that writes each format. */
  readonly writers: Readonly<Record<OutputFormat, string>>;
  /** Of a `redrive`. */
  readonly redrive?: RedriveAccount;
}

/** Now and then, from a process under way. */
export interface DeliveryNews {
  readonly kind: 'news';
  readonly converted: number;
}
