import type { PipelineRequest } from '@parquetry/delivery';
import type { FaultPlan, NetworkProfileName } from '@parquetry/local-aws/network';

/** What stands between the pipeline and S3 in an experiment against the local stack. */
export interface NetworkChoice {
  readonly profile: NetworkProfileName;
  readonly faults?: FaultPlan;
  readonly seed: number;
}

/** A pipeline as plain data: a thread opens its own from it. */
export interface EnginePipelineRequest {
  /** By name. */
  readonly engine: string;
  readonly request: PipelineRequest;
  /** Absent: what there is. */
  readonly network?: NetworkChoice;
  /** Where objects are files in between, for an engine that reads and writes paths. */
  readonly stagingDirectory?: string;
}
