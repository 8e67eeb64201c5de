import { RequestError } from '@parquetry/core';
import type { BackfillInput } from './backfill-input.ts';

export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted';

export interface Execution {
  readonly arn: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly endedAt?: Date;
  /** Why it failed. */
  readonly because?: string;
}

/** Of a Map Run, counted in objects or in batches. */
export interface MapCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Timed out, or called off. */
  readonly ended: number;
  readonly running: number;
  readonly pending: number;
}

export interface MapRun {
  readonly objects: MapCounts;
  readonly batches: MapCounts;
}

/** What Step Functions complains of. */
export class StateMachineError extends RequestError {
  /** It may be gone when the same is asked again. */
  readonly mayPass: boolean;

  constructor(message: string, mayPass: boolean) {
    super(message);
    this.name = 'StateMachineError';
    this.mayPass = mayPass;
  }
}

/** The state machines of a region, as a back-fill needs them. Everything rejects with {@link StateMachineError}. */
export interface StateMachines extends Disposable {
  /** Resolves to the ARN of the execution; the one that runs already under this name with this input, where there is one. */
  start(machineArn: string, name: string, input: BackfillInput, signal?: AbortSignal): Promise<string>;
  describe(executionArn: string, signal?: AbortSignal): Promise<Execution>;
  /** Of the execution; none before it has come to its map. */
  mapRuns(executionArn: string, signal?: AbortSignal): Promise<readonly MapRun[]>;
  /** Batches that are under way are finished by the functions that hold them. */
  stop(executionArn: string, because: string, signal?: AbortSignal): Promise<void>;
}
