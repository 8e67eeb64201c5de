import type { Clock } from '../../network/clock.ts';
import type { Invocation } from '../environment/environment.ts';
import type { ConcurrencyGate } from './concurrency-gate.ts';
import type { EnvironmentPools } from './environment-pool.ts';
import { type FunctionReference, functionArn } from './function-name.ts';
import type { Deployment, FunctionVersion } from './function-version.ts';
import type { Functions } from './functions.ts';
import { invalid, LambdaError } from './lambda-error.ts';
import type { LocalFunction } from './local-function.ts';
import type { LogStore } from './log-store.ts';
import type { MetricName, MetricStore } from './metric-store.ts';
import { wallMs } from './wall-clock.ts';

const HOST_ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

export interface InvokedEvent {
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly clientContext?: string | undefined;
  readonly traceId?: string | undefined;
}

export interface Invoked {
  readonly version: string;
  readonly invocation: Invocation;
}

export interface InvokerParts {
  readonly functions: Functions;
  readonly pools: EnvironmentPools;
  readonly gate: ConcurrencyGate;
  readonly logs: LogStore;
  readonly metrics: MetricStore;
  readonly clock: Clock;
  readonly chance: () => number;
}

/** Runs one event in one environment, and writes down what came of it. */
export class Invoker {
  readonly #parts: InvokerParts;

  constructor(parts: InvokerParts) {
    this.#parts = parts;
  }

  /** Whether it could be run, now or later. @throws LambdaError: not there, pending, or not to be run on this machine */
  requireRunnable({ name, qualifier }: FunctionReference): void {
    requireRunnable(this.#parts.functions.require({ name, qualifier }).found.resolve(qualifier));
  }

  /** @throws LambdaError: not there, throttled, pending, or not to be run on this machine */
  async invoke(reference: FunctionReference, event: InvokedEvent): Promise<Invoked> {
    const { gate } = this.#parts;
    const { found, qualifier } = this.#parts.functions.require(reference);
    const version = found.choose(qualifier, this.#parts.chance);
    const deployment = requireRunnable(version);
    const write = this.#writerOf(found, qualifier, version);
    const leave = this.#enter(found, write);
    try {
      write('ConcurrentExecutions', gate.running(found));
      const invokedArn = functionArn(found.name, qualifier);
      const invocation = await this.#run(version, deployment, { ...event, invokedArn });
      write('Invocations', 1);
      write('Errors', invocation.status === 'ok' ? 0 : 1);
      write('Duration', invocation.report.durationMs);
      return { version: version.version, invocation };
    } finally {
      leave();
    }
  }

  #enter(found: LocalFunction, write: Write): () => void {
    try {
      return this.#parts.gate.enter(found);
    } catch (error) {
      write('Throttles', 1);
      throw error;
    }
  }

  async #run(
    version: FunctionVersion,
    deployment: Deployment,
    event: InvokedEvent & { readonly invokedArn: string },
  ): Promise<Invocation> {
    const { pools, logs, clock } = this.#parts;
    const { requestId, payload, clientContext, traceId, invokedArn } = event;
    const pool = pools.of(version);
    const held = await pool.take(deployment).catch((error: Error) => {
      throw new LambdaError('ServiceException', `The environment could not be started: ${error.message}`);
    });
    try {
      const invocation = await held.environment.invoke({
        requestId,
        invokedArn,
        payload,
        ...(clientContext !== undefined && { clientContext }),
        ...(traceId !== undefined && { traceId }),
      });
      const { logGroup, logStream } = held.environment.spec;
      logs.keep(logGroup, logStream, invocation.lines, wallMs(clock));
      return invocation;
    } finally {
      // Nobody waits for an environment to end; trouble in ending it is the host's to report.
      void pool.giveBack(held).catch(() => {});
    }
  }

  #writerOf(found: LocalFunction, qualifier: string | undefined, version: FunctionVersion): Write {
    const { metrics, clock } = this.#parts;
    const base = {
      functionName: found.name,
      resource: qualifier === undefined ? found.name : `${found.name}:${qualifier}`,
      executedVersion: version.version,
    };
    return (metric, value) => metrics.keep({ ...base, metric, value, atMs: wallMs(clock) });
  }
}

type Write = (metric: MetricName, value: number) => void;

/** @throws ResourceConflictException while it is pending; InvalidParameterValueException for another processor's code */
function requireRunnable(version: FunctionVersion): Deployment {
  const { inForce } = version;
  if (inForce === undefined) version.requireSettled();
  const deployment = inForce ?? version.shown;
  const { architecture } = deployment.settings;
  if (architecture === HOST_ARCHITECTURE) return deployment;
  throw invalid(
    `${version.arn} is for ${architecture}, and this host is ${HOST_ARCHITECTURE}: it is not measured locally, for the time of one processor says nothing about the price of the other. Invoke it on a ${architecture} host, or create it for ${HOST_ARCHITECTURE}`,
  );
}
