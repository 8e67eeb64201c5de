import type { TuneSample } from '@parquetry/bench/record';
import type { TuneClients } from '../invoke/clients.ts';
import type { Clock } from '../invoke/clock.ts';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import type { InvocationTarget } from '../invoke/invoke-once.ts';
import { type TakenSample, takeSample } from '../invoke/take-sample.ts';
import { clearUpInvocation, prepareInvocation } from '../payloads/hooks.ts';
import type { PlannedSample, Visit } from '../plan/plan-visits.ts';
import type { Size } from '../plan/size.ts';
import type { DollarsOf } from '../plan/tune-plan.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { SampleLog } from './sample-log.ts';

export interface Sampling {
  readonly request: TuneRequest;
  readonly facts: FunctionFacts;
  readonly clients: TuneClients;
  readonly clock: Clock;
  readonly price: DollarsOf;
  readonly log: SampleLog;
  /** Events that a run that is resumed has sent, or may have sent. */
  readonly sentBefore: number;
}

/** One event to send. */
export interface Sending {
  readonly visit: Visit;
  readonly planned: PlannedSample;
  readonly target: InvocationTarget;
  readonly lateMs?: number;
}

type HostControl = NonNullable<TakenSample['host']>['control'];

/** Sends events, keeps the samples and the account of them. */
export class Sampler {
  readonly #sampling: Sampling;
  #slot: number;
  #sent: number;
  #spentDollars: number;
  #cpuControl: HostControl | null = null;

  constructor(sampling: Sampling) {
    const { entries } = sampling.log;
    this.#sampling = sampling;
    this.#sent = sampling.sentBefore;
    this.#slot = Math.max(-1, ...entries.map((one) => (one.kind === 'sample' ? one.sample.slot : -1))) + 1;
    this.#spentDollars = entries.reduce((sum, { dollars }) => sum + dollars, 0);
  }

  get spentDollars(): number {
    return this.#spentDollars;
  }

  /** As a local host told it. */
  get cpuControl(): HostControl | null {
    return this.#cpuControl;
  }

  /** Why nothing more may be sent; null: it may. */
  get reasonToStop(): string | null {
    const { maxDollars, payloads } = this.#sampling.request;
    if (maxDollars !== null && this.#spentDollars >= maxDollars) {
      return `$${this.#spentDollars.toFixed(4)} were spent, and $${maxDollars} are allowed`;
    }
    if (payloads.most !== null && this.#sent >= payloads.most) {
      return `all ${payloads.most} payloads were sent once`;
    }
    return null;
  }

  async sample(sending: Sending, signal: AbortSignal): Promise<TakenSample> {
    const { lateMs, planned, target, visit } = sending;
    const slot = this.#slot++;
    const taken = await this.#send(visit.size, planned.turn, { slot, round: visit.round, target }, signal);
    await this.#sampling.log.add({
      kind: 'sample',
      planned: planned.number,
      sample: taken.sample,
      dollars: this.#account(taken.sample),
      sent: this.#sent,
      ...(lateMs !== undefined && { lateMs }),
    });
    return taken;
  }

  /** An event whose sample is thrown away; its bill is not. */
  async warmUp(size: Size, target: InvocationTarget, signal: AbortSignal): Promise<TuneSample> {
    const { sample } = await this.#send(size, 0, { slot: 0, round: 0, target }, signal);
    await this.#sampling.log.add({ kind: 'warm-up', dollars: this.#account(sample), sent: this.#sent });
    return sample;
  }

  async #send(
    size: Size,
    turn: number,
    place: { readonly slot: number; readonly round: number; readonly target: InvocationTarget },
    signal: AbortSignal,
  ): Promise<TakenSample> {
    const { clients, clock, facts, request } = this.#sampling;
    const { hooks = {}, payloads } = request;
    const { body, index } = payloads.of(turn, this.#sent++);
    const prepared = await prepareInvocation(clients, hooks, body, signal);
    const sample = { ...place, size, payload: index, body: prepared, logGroup: facts.logGroup };
    try {
      const taken = await takeSample(clients, clock, sample, signal);
      this.#cpuControl = taken.host?.control ?? this.#cpuControl;
      return taken;
    } finally {
      // What was prepared is cleared up to the end, called off or not.
      await clearUpInvocation(clients, hooks, prepared);
    }
  }

  /** By its REPORT; without one, by the time that the client saw, which is longer. */
  #account({ billedMs, clientMs, memoryMb }: TuneSample): number {
    const { facts, price } = this.#sampling;
    const known = billedMs ?? (clientMs === null ? null : Math.ceil(clientMs));
    const dollars = known === null ? 0 : price({ memoryMb, billedMs: known }, facts);
    this.#spentDollars += dollars;
    return dollars;
  }
}
