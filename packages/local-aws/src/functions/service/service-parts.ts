import type { Clock } from '../../network/clock.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { CodeStore } from './code-store.ts';
import type { ConcurrencyGate } from './concurrency-gate.ts';
import type { EnvironmentPools } from './environment-pool.ts';
import type { EventSourceMappings } from './event-source-mapping.ts';
import type { FunctionVersion } from './function-version.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';
import type { LogStore } from './log-store.ts';
import type { MetricStore } from './metric-store.ts';
import type { ProvisionedConcurrency } from './provisioned-concurrency.ts';

/** What the operations of the service work on. */
export interface ServiceParts {
  readonly clock: Clock;
  /** Ends with the service. */
  readonly signal: AbortSignal;
  /** How long a new configuration takes until it is in force. */
  readonly updateMs: number;
  readonly functions: Functions;
  readonly codes: CodeStore;
  /** Reads uploaded code out of S3. */
  readonly readObject: (bucket: string, key: string) => Promise<Buffer>;
  /** Of this server, once it listens. */
  readonly endpoint: () => string;
  readonly pools: EnvironmentPools;
  readonly gate: ConcurrencyGate;
  readonly invoker: Invoker;
  readonly asyncInvocations: AsyncInvocations;
  readonly mappings: EventSourceMappings;
  readonly provisioned: ProvisionedConcurrency;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  /** What was asked for last is in force a moment later. */
  readonly settleLater: (version: FunctionVersion) => void;
}
