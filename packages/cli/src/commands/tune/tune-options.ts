/** Flags of `parquetry tune`, as the command line gives them. */
export interface TuneOptions {
  readonly engines?: string;
  readonly memory: readonly number[];
  readonly concurrency: readonly number[];
  readonly payload?: string;
  /** None of several payloads is sent twice. */
  readonly once?: boolean;
  readonly prepare?: string;
  readonly cleanUpWith?: string;
  readonly keepPayloads?: boolean;
  readonly samples: number;
  readonly cold: number;
  readonly rate?: number;
  readonly seconds: number;
  readonly slo?: number;
  readonly balancedWeight: number;
  readonly eventsPerMonth?: number;
  readonly maxUsd: number;
  readonly copy?: boolean;
  readonly dryRun?: boolean;
  readonly printPolicy?: boolean;
  readonly resume?: string;
  readonly export?: string;
  readonly yes?: boolean;
  readonly seed: number;
  readonly region?: string;
  readonly endpoint?: string;
}

/** Where a function is that the command starts by itself. */
export const LOCAL_PREFIX = 'local:';
