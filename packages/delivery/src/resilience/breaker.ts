import {
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
  isBrokenCircuitError,
  isTaskCancelledError,
} from 'cockatiel';
import type { BreakerState, Observe } from '../observe/delivery-event.ts';
import type { Random } from './backoff.ts';
import { type BreakerHealth, BreakerOpenError, type BreakerPolicy } from './breaker-policy.ts';
import { type Classifier, causeChain, classifyFailure } from './classify-failure.ts';
import type { Clock } from './clock.ts';
import { ANSWERED } from './failure-tables.ts';
import { seesOutage } from './sees-outage.ts';

/** What a breaker needs of the outside. */
export interface BreakerPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: Observe;
  readonly classifier?: Classifier;
  /** Which breaker a failure has been charged to. */
  readonly charged: WeakMap<object, Breaker>;
}

const STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** A failure that tells against the dependency, on its way through cockatiel. */
class Charge {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** The circuit breaker and the bulkhead of one dependency. */
export class Breaker {
  readonly dependency: string;
  readonly #policy: BreakerPolicy;
  readonly #ports: BreakerPorts;
  readonly #circuit;
  readonly #bulkhead;
  #probeAt = 0;
  #opened = 0;
  #failures = 0;

  constructor(dependency: string, policy: BreakerPolicy, ports: BreakerPorts) {
    this.dependency = dependency;
    this.#policy = policy;
    this.#ports = ports;
    this.#bulkhead = bulkhead(policy.requestsAtOnce, Number.POSITIVE_INFINITY);
    this.#circuit = circuitBreaker(
      handleWhen((error) => error instanceof Charge),
      {
        breaker: seesOutage(policy),
        halfOpenAfter: { next: (context) => this.#open(context) },
        halfOpenSampling: { calls: policy.probes, threshold: 0.5 },
      },
    );
    this.#circuit.onStateChange((state) =>
      ports.observe({ kind: 'breaker', dependency, state: STATES[state] }),
    );
  }

  /**
   * Carries out a request, when its turn comes. A request that was called off, or that failed for a reason of its own,
   * tells nothing of the dependency.
   * @throws BreakerOpenError when the dependency is not to be asked now.
   */
  async run<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    let hasBegun = false;
    const carryOut = async () => {
      hasBegun = true;
      try {
        signal?.throwIfAborted();
        return await request();
      } catch (error) {
        throw this.#tellsAgainst(error, signal) ? new Charge(error) : error;
      }
    };
    const running = this.#circuit.execute(() => this.#bulkhead.execute(carryOut, signal), signal);
    try {
      return await (hasBegun ? running : this.#whileWaiting(running, () => hasBegun, signal));
    } catch (thrown) {
      throw this.#explain(thrown, signal);
    }
  }

  /** A request that had been answered broke off later. */
  brokeOff(error: unknown, signal?: AbortSignal): void {
    if (!this.#tellsAgainst(error, signal)) return;
    this.#charge(error);
    this.#circuit.execute(() => Promise.reject(new Charge(error))).catch(() => {});
  }

  health(): BreakerHealth {
    const state = STATES[this.#circuit.state];
    const retryInMs = state === 'open' ? Math.max(0, this.#probeAt - this.#ports.clock.now()) : 0;
    const { dependency } = this;
    return { dependency, state, retryInMs, opened: this.#opened, failures: this.#failures };
  }

  /** Cockatiel compares wall-clock time with the duration; the clock that was handed in decides instead. */
  #open({ attempt }: IHalfOpenAfterBackoffContext): IBackoff<IHalfOpenAfterBackoffContext> {
    const { openMs, mostOpenMs } = this.#policy;
    const { clock, random } = this.#ports;
    // Processes that lost a dependency together do not come back together.
    const probeAt = clock.now() + Math.min(mostOpenMs, openMs * 2 ** (attempt - 1)) * (0.5 + random() / 2);
    this.#probeAt = probeAt;
    this.#opened += 1;
    return {
      get duration() {
        return clock.now() >= probeAt ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
      },
      next: (context) => this.#open(context),
    };
  }

  #tellsAgainst(error: unknown, signal?: AbortSignal): boolean {
    // A probe that was called off has proved nothing.
    if (signal?.aborted) return this.#circuit.state === CircuitState.HalfOpen;
    if (causeChain(error).some((link) => this.#isCharged(link))) return false;
    const { kind, code } = classifyFailure(error, this.#ports.classifier);
    return (kind === 'throttling' || kind === 'transient') && !ANSWERED.has(code);
  }

  /** The body of a write may break because a read did: that is held against the read alone. */
  #isCharged(link: unknown): boolean {
    return typeof link === 'object' && link !== null && this.#ports.charged.has(link);
  }

  #charge(error: unknown): void {
    this.#failures += 1;
    if (typeof error === 'object' && error !== null) this.#ports.charged.set(error, this);
  }

  #explain(thrown: unknown, signal?: AbortSignal): unknown {
    if (thrown instanceof Charge) {
      if (!signal?.aborted) this.#charge(thrown.error);
      return thrown.error;
    }
    if (isTaskCancelledError(thrown) && signal?.aborted) return signal.reason;
    if (!isBrokenCircuitError(thrown)) return thrown;
    const open = new BreakerOpenError(this.dependency, this.health().retryInMs);
    this.#ports.charged.set(open, this);
    return open;
  }

  /** Waiting for probes or for the bulkhead ends at once when called off; a request that has begun ends by itself. */
  async #whileWaiting<T>(running: Promise<T>, hasBegun: () => boolean, signal?: AbortSignal): Promise<T> {
    if (signal === undefined) return running;
    const calledOff = Promise.withResolvers<never>();
    const onAbort = () => {
      if (!hasBegun()) calledOff.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([running, calledOff.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
