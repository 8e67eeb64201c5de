import { Readable } from 'node:stream';
import type { HttpHandlerOptions, HttpRequest, HttpResponse } from '@smithy/types';
import { chooseFaults } from './choose-faults.ts';
import { type Clock, systemClock } from './clock.ts';
import { cutBody } from './cut-body.ts';
import { errorAnswer, resetError, serverErrors, timeOutError } from './fault-answers.ts';
import type { Fault, FaultPlan, FaultRule } from './fault-plan.ts';
import { paced, streamOf } from './pace.ts';
import {
  abortError,
  configOf,
  operationOf,
  type SdkHandler,
  signalOf,
  standingBefore,
} from './sdk-handler.ts';

export interface FaultyHandler extends SdkHandler {
  /** How often each rule, by name, has struck so far. */
  injected(): Readonly<Record<string, number>>;
}

type Answer = Promise<{ response: HttpResponse }>;

/** One request that a rule has struck. */
interface Struck {
  readonly request: HttpRequest;
  readonly options: HttpHandlerOptions | undefined;
  readonly send: (request: HttpRequest) => Answer;
  readonly count: () => void;
}

/** The name a fault is counted under when its rule has none: `reset`, `reset-after`, `cut-body-end` … */
export function nameOfFault(fault: Fault): string {
  if (fault.kind === 'cut-body') return `${fault.kind}-${fault.how}`;
  return 'when' in fault && fault.when === 'after' ? `${fault.kind}-after` : fault.kind;
}

const positive = (value: unknown): number | undefined =>
  typeof value === 'number' && value > 0 ? value : undefined;

function timeOutOf(
  rule: Fault & { kind: 'time-out' },
  handler: SdkHandler,
  options?: HttpHandlerOptions,
): number {
  const { requestTimeout, socketTimeout } = configOf(handler);
  const ms =
    rule.afterMs ?? positive(options?.requestTimeout) ?? positive(requestTimeout) ?? positive(socketTimeout);
  if (ms !== undefined) return ms;
  throw new Error('a time-out without end: give the fault afterMs, or the request handler a requestTimeout');
}

function cutAt(fault: Fault & { kind: 'cut-body' }, { headers }: HttpResponse): number {
  if ('byte' in fault.at) return fault.at.byte;
  return Math.floor(fault.at.share * Number(headers['content-length'] ?? 0));
}

class Faults {
  readonly #handler: SdkHandler;
  readonly #clock: Clock;

  constructor(handler: SdkHandler, clock: Clock) {
    this.#handler = handler;
    this.#clock = clock;
  }

  async carryOut(fault: Fault, struck: Struck): Answer {
    switch (fault.kind) {
      case 'slow-down':
      case 'internal-error':
        await this.#loseWork(fault.when, struck);
        return { response: errorAnswer(struck.request, serverErrors[fault.kind]) };
      case 'reset':
        await this.#loseWork(fault.when, struck);
        throw resetError();
      case 'time-out':
        return this.#timeOut(fault, struck);
      case 'slow-body':
        return this.#slowBodies(fault.bytesPerSecond, struck);
      case 'cut-body':
        return this.#cutBody(fault, struck);
      default:
        return fault satisfies never;
    }
  }

  /** The connection of an answer that is lost is lost with it. */
  async #loseWork(when: 'before' | 'after', { request, send, count }: Struck): Promise<void> {
    if (when === 'before') {
      count();
      if (request.body instanceof Readable) request.body.destroy();
      return;
    }
    const { response } = await send(request);
    count();
    if (response.body instanceof Readable) response.body.destroy();
  }

  async #timeOut(fault: Fault & { kind: 'time-out' }, struck: Struck): Answer {
    const ms = timeOutOf(fault, this.#handler, struck.options);
    const startedMs = this.#clock.nowMs();
    await this.#loseWork(fault.when, struck);
    const signal = signalOf(struck.options);
    try {
      await this.#clock.sleep(Math.max(0, startedMs + ms - this.#clock.nowMs()), signal);
    } catch (error) {
      throw signal?.aborted ? abortError() : error;
    }
    throw timeOutError(ms);
  }

  async #slowBodies(bytesPerSecond: number, { request, send, count }: Struck): Answer {
    const upload = streamOf(request.body);
    const slowed = upload && paced(upload, bytesPerSecond, this.#clock);
    count();
    const { response } = await send(slowed ? { ...request, body: slowed } : request).catch(
      (error: unknown) => {
        slowed?.destroy();
        throw error;
      },
    );
    if (!(response.body instanceof Readable)) return { response };
    return { response: { ...response, body: paced(response.body, bytesPerSecond, this.#clock) } };
  }

  async #cutBody(fault: Fault & { kind: 'cut-body' }, { request, send, count }: Struck): Answer {
    const { response } = await send(request);
    if (response.statusCode >= 300 || !(response.body instanceof Readable)) return { response };
    const cut = { atByte: cutAt(fault, response), how: fault.how, onCut: count };
    return { response: { ...response, body: cutBody(response.body, cut) } };
  }
}

/** A handler in which the plan's faults strike; counted when they do. */
export function wrapWithFaults(
  handler: SdkHandler,
  plan: FaultPlan,
  seed: number,
  clock: Clock = systemClock,
): FaultyHandler {
  const choose = chooseFaults(plan, seed);
  const faults = new Faults(handler, clock);
  const injected: Record<string, number> = {};
  const count = ({ name, fault }: FaultRule) => {
    const counted = name ?? nameOfFault(fault);
    injected[counted] = (injected[counted] ?? 0) + 1;
  };
  const wrapped = standingBefore(handler, async (request, options) => {
    const send = (sent: HttpRequest) => handler.handle(sent, options);
    if (signalOf(options)?.aborted) throw abortError();
    const rule = choose({ operation: operationOf(request), path: decodeURIComponent(request.path) });
    if (rule === undefined) return send(request);
    return faults.carryOut(rule.fault, { request, options, send, count: () => count(rule) });
  });
  return { ...wrapped, injected: () => ({ ...injected }) };
}
