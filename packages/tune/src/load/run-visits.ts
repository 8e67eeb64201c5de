import type { TuneSample } from '@parquetry/bench/record';
import type { Clock } from '../invoke/clock.ts';
import type { InvocationTarget } from '../invoke/invoke-once.ts';
import { eventsOf, type PlannedSample, type Visit } from '../plan/plan-visits.ts';
import { type Setting, type Size, settingKey } from '../plan/size.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { TuneGap } from '../plan/tune-run.ts';
import { arrivalMs } from './arrival-time.ts';
import { runClosedLoop, runOpenLoop } from './in-flight.ts';
import type { TellTune } from './progress.ts';
import type { Sampler } from './sampler.ts';
import { SizeBoard } from './size-board.ts';

/** A visit, and the version that it goes to. */
export interface TargetedVisit {
  readonly visit: Visit;
  readonly target: InvocationTarget;
}

/** What cannot be sampled, and why. */
export interface RefusedSetting extends Setting {
  readonly because: string;
}

export interface VisitsRequest {
  readonly visits: readonly TargetedVisit[];
  readonly sizes: readonly Size[];
  /** Settings of which no version could be published. */
  readonly refused: readonly RefusedSetting[];
  /** Numbers of the plan that an earlier run has. */
  readonly taken: ReadonlySet<number>;
  readonly earlier: readonly TuneSample[];
  readonly sampler: Sampler;
  readonly request: TuneRequest;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: TellTune;
  /** Before each visit. */
  readonly beforeVisit: () => Promise<void>;
}

export interface VisitsResult {
  readonly gaps: readonly TuneGap[];
  /** Null: all that was planned was tried. */
  readonly stoppedBecause: string | null;
}

const MOST_TRIES_THROTTLED = 5;
const MOST_RETAKES = 2;
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
/** Timers are that coarse: less is no lateness. */
const LATE_FROM_MS = 5;

const backoffMs = (tries: number, retryAfterMs: number | null) =>
  Math.min(LONGEST_BACKOFF_MS, retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** tries);

/** Goes through the visits in their order and skips what says nothing new. */
export class VisitRunner {
  readonly #run: VisitsRequest;
  readonly #board: SizeBoard;
  /** Events at once that a version was warmed up for. */
  readonly #warmed = new Map<string, number>();
  #stoppedBecause: string | null = null;

  constructor(run: VisitsRequest) {
    this.#run = run;
    const refused = new Set(run.refused.map(settingKey));
    const possible = run.visits.filter(({ visit }) => !refused.has(settingKey(visit.size)));
    const pending = possible.map(({ visit }) => ({
      size: visit.size,
      samples: this.#pending(visit).length,
    }));
    this.#board = new SizeBoard(run.sizes, pending, run.taken.size, run.tell);
    for (const { because, ...setting } of run.refused) {
      this.#board.closeSetting(setting, { status: 'not-measured', because });
    }
    for (const sample of run.earlier) this.#board.add(sample);
  }

  async run(): Promise<VisitsResult> {
    for (const each of this.#run.visits) {
      if (this.#pending(each.visit).length === 0 || this.#board.isClosed(each.visit.size)) continue;
      if (this.#mustStop()) break;
      await this.#run.beforeVisit();
      await this.#visit(each);
    }
    return { gaps: this.#board.gaps(this.#stoppedBecause), stoppedBecause: this.#stoppedBecause };
  }

  #pending = ({ samples }: Visit) => samples.filter(({ number }) => !this.#run.taken.has(number));

  #mustStop(): boolean {
    this.#stoppedBecause ??= this.#run.sampler.reasonToStop;
    return this.#stoppedBecause !== null;
  }

  async #visit({ target, visit }: TargetedVisit): Promise<void> {
    const { request, signal } = this.#run;
    if (visit.cold === null) await this.#warmUp(visit.size, target);
    const act = (planned: PlannedSample, called: AbortSignal) => this.#take(visit, planned, target, called);
    const pending = this.#pending(visit);
    if (visit.cold !== null || request.load.kind === 'closed-loop') {
      await runClosedLoop(pending, visit.size.concurrency, signal, act);
    } else await this.#atFixedRate(visit, target, request.load);
  }

  async #warmUp(size: Size, target: InvocationTarget): Promise<void> {
    const { request, sampler, signal } = this.#run;
    const { version } = target;
    if ((this.#warmed.get(version) ?? 0) >= size.concurrency) return;
    this.#warmed.set(version, size.concurrency);
    const each = Array.from({ length: request.warmUps * size.concurrency });
    let isHopeless = false;
    await runClosedLoop(each, size.concurrency, signal, async (_, called) => {
      if (isHopeless || this.#mustStop()) return;
      const { outcome } = await sampler.warmUp(size, target, called);
      isHopeless = outcome === 'timeout' || outcome === 'out-of-memory' || outcome === 'throttled';
    });
  }

  async #atFixedRate(
    visit: Visit,
    target: InvocationTarget,
    load: Extract<TuneRequest['load'], { kind: 'fixed-rate' }>,
  ): Promise<void> {
    const { clock, sampler, signal } = this.#run;
    const pending = this.#pending(visit);
    const startedMs = clock.nowMs();
    const ramp = Math.min(load.rampSeconds, load.seconds);
    const first = eventsOf(load) - pending.length;
    const firstMs = arrivalMs(first, load.perSecond, ramp);
    const dueMs = (index: number) => startedMs + arrivalMs(first + index, load.perSecond, ramp) - firstMs;
    const due = async (index: number, called: AbortSignal) => {
      const waitMs = dueMs(index) - clock.nowMs();
      if (waitMs > 0) await clock.sleep(waitMs, called);
    };
    let index = 0;
    await runOpenLoop(pending, due, signal, async (planned, called) => {
      const lateMs = clock.nowMs() - dueMs(index);
      index += 1;
      if (this.#mustStop() || this.#board.isClosed(visit.size)) return;
      const late = lateMs >= LATE_FROM_MS ? { lateMs } : {};
      const { sample } = await sampler.sample({ visit, planned, target, ...late }, called);
      this.#board.add(sample);
      this.#board.count(visit.size, sampler.spentDollars);
    });
  }

  /** One planned sample of a closed loop, as often as it takes within bounds. */
  async #take(
    visit: Visit,
    planned: PlannedSample,
    target: InvocationTarget,
    called: AbortSignal,
  ): Promise<void> {
    const { clock, sampler } = this.#run;
    let throttles = 0;
    let retakes = 0;
    while (!this.#mustStop() && !this.#board.isClosed(visit.size)) {
      const { retryAfterMs, sample } = await sampler.sample({ visit, planned, target }, called);
      if (sample.outcome === 'throttled') {
        throttles += 1;
        if (throttles >= MOST_TRIES_THROTTLED) this.#board.giveUp(visit.size);
      }
      this.#board.add(sample);
      if (sample.outcome === 'throttled' && throttles < MOST_TRIES_THROTTLED) {
        await clock.sleep(backoffMs(throttles - 1, retryAfterMs), called);
      } else if (isToRetake(visit, sample) && retakes < MOST_RETAKES) retakes += 1;
      else break;
    }
    this.#board.count(visit.size, sampler.spentDollars);
  }
}

/** What a busy host spoiled, and a warm sample whose environment was gone. A version has only one cold start. */
function isToRetake({ cold }: Visit, { discarded, outcome }: TuneSample): boolean {
  return cold === null && (discarded !== undefined || outcome === 'cold' || outcome === 'restored');
}
