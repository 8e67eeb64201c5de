import type { Clock } from '../../network/clock.ts';
import type { Functions } from './functions.ts';
import { invalid, throttled } from './lambda-error.ts';
import type { LocalFunction } from './local-function.ts';

/** Lambda keeps so many for functions without a reservation. */
const KEPT_UNRESERVED = 100;
/** Requests a second, for each environment that the account may have. */
const RATE_PER_CONCURRENCY = 10;
const SECOND_MS = 1000;

/** How many invocations run, of a function and of all, and whether one more may. */
export class ConcurrencyGate {
  readonly accountConcurrency: number;
  readonly #functions: Functions;
  readonly #clock: Clock;
  readonly #running = new Map<LocalFunction, number>();
  #second = 0;
  #inSecond = 0;

  constructor(functions: Functions, accountConcurrency: number, clock: Clock) {
    this.#functions = functions;
    this.accountConcurrency = accountConcurrency;
    this.#clock = clock;
  }

  get unreserved(): number {
    const reserved = this.#functions.all.map((one) => one.reservedConcurrency ?? 0);
    return this.accountConcurrency - reserved.reduce((sum, one) => sum + one, 0);
  }

  running(one: LocalFunction): number {
    return this.#running.get(one) ?? 0;
  }

  /** Until what comes back is called. @throws TooManyRequestsException with the reason */
  enter(one: LocalFunction): () => void {
    const running = this.running(one);
    if (one.reservedConcurrency !== undefined) {
      if (running >= one.reservedConcurrency) {
        throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
      }
    } else if (this.#runningUnreserved() >= this.unreserved) {
      throw throttled('ConcurrentInvocationLimitExceeded');
    }
    this.#countRate();
    this.#running.set(one, running + 1);
    return () => this.#running.set(one, this.running(one) - 1);
  }

  /** @throws InvalidParameterValueException when too little stays for the others */
  reserve(one: LocalFunction, concurrency: number): void {
    const left = this.unreserved + (one.reservedConcurrency ?? 0) - concurrency;
    if (left < Math.min(KEPT_UNRESERVED, this.accountConcurrency - 1) && concurrency > 0) {
      throw invalid(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${KEPT_UNRESERVED}].`,
      );
    }
    one.reservedConcurrency = concurrency;
  }

  #runningUnreserved(): number {
    let running = 0;
    for (const [one, count] of this.#running) if (one.reservedConcurrency === undefined) running += count;
    return running;
  }

  #countRate(): void {
    const second = Math.floor(this.#clock.nowMs() / SECOND_MS);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    if (this.#inSecond >= this.accountConcurrency * RATE_PER_CONCURRENCY) {
      throw throttled('FunctionInvocationRateLimitExceeded');
    }
    this.#inSecond++;
  }
}
