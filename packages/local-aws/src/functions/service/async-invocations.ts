import type { Clock } from '../../network/clock.ts';
import { type FunctionReference, functionArn } from './function-name.ts';
import { LATEST } from './function-version.ts';
import type { Functions } from './functions.ts';
import type { Invoked, InvokedEvent, Invoker } from './invoker.ts';
import { LambdaError, type LambdaErrorName } from './lambda-error.ts';
import { ASYNC_DEFAULTS, type AsyncSettings } from './local-function.ts';
import type { Queues } from './queues.ts';
import { Turnstile } from './turnstile.ts';
import { sleepUnless, wallMs } from './wall-clock.ts';

/** Between the attempts of an event whose function failed. */
const RETRY_DELAYS_MS = [60_000, 120_000];
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 300_000;
/** A queue of events is worked off so many at a time per function, lest it start a process for each. */
const MOST_AT_ONCE = 10;
const SECOND_MS = 1000;
/** The function went, or cannot be run here: another attempt would fare no better. */
const FOR_GOOD: readonly LambdaErrorName[] = ['ResourceNotFoundException', 'InvalidParameterValueException'];
const LONGEST_ERROR_CHARACTERS = 1024;

export interface AsyncParts {
  readonly functions: Functions;
  readonly invoker: Invoker;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Delivery {
  readonly reference: FunctionReference;
  readonly event: InvokedEvent;
  readonly acceptedMs: number;
  attempts: number;
  last: Invoked | undefined;
}

type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

const textOf = (payload: Uint8Array) => Buffer.from(payload).toString('utf8');

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(payload));
  } catch {
    return null;
  }
}

/** Invocations that nobody waits for: tried again as Lambda does, and told of where the function says. */
export class AsyncInvocations {
  readonly #parts: AsyncParts;
  readonly #turnstiles = new Map<string, Turnstile>();
  #pending = 0;

  constructor(parts: AsyncParts) {
    this.#parts = parts;
  }

  /** Events that are not done with. */
  get pending(): number {
    return this.#pending;
  }

  accept(reference: FunctionReference, event: InvokedEvent): void {
    const acceptedMs = this.#parts.clock.nowMs();
    this.#pending++;
    void this.#deliver({ reference, event, acceptedMs, attempts: 0, last: undefined })
      // A queue that is gone cannot be told.
      .catch(() => {})
      .finally(() => {
        this.#pending--;
      });
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { clock, signal } = this.#parts;
    let backoffMs = FIRST_BACKOFF_MS;
    while (!signal.aborted) {
      const settings = this.#settingsOf(delivery.reference);
      if (settings === undefined) return;
      if (clock.nowMs() - delivery.acceptedMs > settings.mostAgeSeconds * SECOND_MS) {
        return this.#tell(delivery, settings, 'EventAgeExceeded');
      }
      const tried = await this.#attempt(delivery);
      if (tried === 'done') return this.#tell(delivery, settings, 'Success');
      if (tried === 'failed' && delivery.attempts > settings.mostRetries) {
        return this.#tell(delivery, settings, 'RetriesExhausted');
      }
      const delayMs = tried === 'failed' ? RETRY_DELAYS_MS[delivery.attempts - 1]! : backoffMs;
      if (tried === 'not-run') backoffMs = Math.min(2 * backoffMs, LONGEST_BACKOFF_MS);
      if (!(await sleepUnless(clock, delayMs, signal))) return;
    }
  }

  /** `not-run`: throttled, or there is no environment; that is no attempt of the function's. */
  async #attempt(delivery: Delivery): Promise<'done' | 'failed' | 'not-run'> {
    const turnstile = this.#turnstileOf(delivery.reference.name);
    await turnstile.enter();
    try {
      delivery.last = await this.#parts.invoker.invoke(delivery.reference, delivery.event);
      delivery.attempts++;
      return delivery.last.invocation.status === 'ok' ? 'done' : 'failed';
    } catch (error) {
      const isForGood = error instanceof LambdaError && FOR_GOOD.includes(error.name);
      if (isForGood) throw error;
      return 'not-run';
    } finally {
      turnstile.leave();
    }
  }

  #turnstileOf(name: string): Turnstile {
    const turnstile = this.#turnstiles.get(name) ?? new Turnstile(MOST_AT_ONCE);
    this.#turnstiles.set(name, turnstile);
    return turnstile;
  }

  /** Undefined once the function is gone. */
  #settingsOf({ name, qualifier }: FunctionReference): AsyncSettings | undefined {
    const { functions } = this.#parts;
    if (!functions.has(name)) return undefined;
    const { found } = functions.require({ name, qualifier });
    return found.asyncSettings.get(qualifier ?? LATEST) ?? ASYNC_DEFAULTS;
  }

  async #tell(delivery: Delivery, settings: AsyncSettings, condition: Condition): Promise<void> {
    const { queues } = this.#parts;
    const arn = condition === 'Success' ? settings.onSuccessArn : settings.onFailureArn;
    if (arn !== '')
      await queues.send(await queues.urlOf(arn), JSON.stringify(this.#recordOf(delivery, condition)));
    if (condition !== 'Success') await this.#sendToDeadLetters(delivery);
  }

  async #sendToDeadLetters({ reference, event, last }: Delivery): Promise<void> {
    const { functions, queues } = this.#parts;
    const { found, qualifier } = functions.require(reference);
    const { deadLetterArn } = found.resolve(qualifier).shown.settings;
    if (deadLetterArn === '') return;
    const error = last && (jsonOf(last.invocation.payload) as { errorMessage?: string } | null);
    await queues.send(await queues.urlOf(deadLetterArn), textOf(event.payload), {
      RequestID: event.requestId,
      ErrorCode: '200',
      ErrorMessage: (error?.errorMessage || 'The event was too old').slice(0, LONGEST_ERROR_CHARACTERS),
    });
  }

  #recordOf({ reference, event, attempts, last }: Delivery, condition: Condition): object {
    const isError = last !== undefined && last.invocation.status !== 'ok';
    return {
      version: '1.0',
      timestamp: new Date(wallMs(this.#parts.clock)).toISOString(),
      requestContext: {
        requestId: event.requestId,
        functionArn: functionArn(reference.name, reference.qualifier ?? LATEST),
        condition,
        approximateInvokeCount: attempts,
      },
      requestPayload: jsonOf(event.payload),
      ...(last && {
        responseContext: {
          statusCode: 200,
          executedVersion: last.version,
          ...(isError && { functionError: 'Unhandled' }),
        },
        responsePayload: jsonOf(last.invocation.payload),
      }),
    };
  }
}
