import type { TuneSample } from '@parquetry/bench/record';
import type { Clock } from '../invoke/clock.ts';
import type { InvocationTarget } from '../invoke/invoke-once.ts';
import { eventsOf, type PlannedSample, type Visit } from '../plan/plan-visits.ts';
import { type Size, settingKey, sizeKey } from '../plan/size.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { TuneGap } from '../plan/tune-run.ts';
import { arrivalMs } from './arrival-time.ts';
import { runClosedLoop, runOpenLoop } from './in-flight.ts';
import { SizeTally, type Verdict } from './judge-size.ts';
import type { TellTune } from './progress.ts';
import type { Sampler } from './sampler.ts';

/** A visit, and the version that it goes to. */
export interface TargetedVisit {
  readonly visit: Visit;
  readonly target: InvocationTarget;
}

export interface VisitsRequest {
  readonly visits: readonly TargetedVisit[];
  readonly sizes: readonly Size[];
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

/** Goes through the visits in their order, skips what says nothing new, and tells what became of each size. */
export class VisitRunner {
  readonly #run: VisitsRequest;
  readonly #tallies: ReadonlyMap<string, SizeTally>;
  readonly #settings: ReadonlyMap<string, SizeTally>;
  readonly #closed = new Map<string, Verdict>();
  /** Events at once that a version was warmed up for. */
  readonly #warmed = new Map<string, number>();
  readonly #open: Map<string, number>;
  #done: number;
  #stoppedBecause: string | null = null;

  constructor(run: VisitsRequest) {
    this.#run = run;
    const keys = (keyOf: (size: Size) => string) =>
      new Map(run.visits.map(({ visit }) => [keyOf(visit.size), new SizeTally()]));
    this.#tallies = keys(sizeKey);
    this.#settings = keys(settingKey);
    this.#done = run.taken.size;
    this.#open = new Map();
    for (const { visit } of run.visits) {
      const key = sizeKey(visit.size);
      this.#open.set(key, (this.#open.get(key) ?? 0) + this.#pending(visit).length);
    }
    for (const sample of run.earlier) this.#tally(sample);
  }

  async run(): Promise<VisitsResult> {
    for (const each of this.#run.visits) {
      if (this.#pending(each.visit).length === 0 || this.#isClosed(each.visit.size)) continue;
      if (this.#mustStop()) break;
      await this.#run.beforeVisit();
      await this.#visit(each);
    }
    return { gaps: this.#gaps(), stoppedBecause: this.#stoppedBecause };
  }

  #pending = ({ samples }: Visit) => samples.filter(({ number }) => !this.#run.taken.has(number));

  #isClosed = (size: Size) => this.#closed.has(sizeKey(size)) || this.#closed.has(settingKey(size));

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
      const lateMs = clock.nowMs() - dueMs(index++);
      if (this.#mustStop() || this.#isClosed(visit.size)) return;
      const late = lateMs >= LATE_FROM_MS ? { lateMs } : {};
      const { sample } = await sampler.sample({ visit, planned, target, ...late }, called);
      this.#tally(sample);
      this.#count(visit.size);
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
    while (!this.#mustStop() && !this.#isClosed(visit.size)) {
      const { retryAfterMs, sample } = await sampler.sample({ visit, planned, target }, called);
      if (sample.outcome === 'throttled') {
        throttles += 1;
        if (throttles >= MOST_TRIES_THROTTLED) this.#tallies.get(sizeKey(visit.size))?.giveUp();
      }
      this.#tally(sample);
      if (sample.outcome === 'throttled' && throttles < MOST_TRIES_THROTTLED) {
        await clock.sleep(backoffMs(throttles - 1, retryAfterMs), called);
      } else if (isToRetake(visit, sample) && retakes < MOST_RETAKES) retakes += 1;
      else break;
    }
    this.#count(visit.size);
  }

  /** Of a setting only what is a finding counts for every concurrency: the rest may come of many at once. */
  #tally(sample: TuneSample): void {
    const key = sizeKey(sample);
    const tally = this.#tallies.get(key);
    tally?.add(sample);
    const setting = this.#settings.get(settingKey(sample));
    setting?.add(sample);
    const ofSetting = setting?.verdict();
    if (ofSetting?.status === 'finding') this.#close(settingKey(sample), ofSetting);
    const ofSize = tally?.verdict();
    if (ofSize) this.#close(key, ofSize);
  }

  #close(key: string, verdict: Verdict): void {
    const isOf = (size: Size) => sizeKey(size) === key || settingKey(size) === key;
    const closing = this.#run.sizes.filter((size) => isOf(size) && !this.#isClosed(size));
    this.#closed.set(key, verdict);
    for (const size of closing) this.#run.tell({ kind: 'size-closed', gap: { ...size, ...verdict } });
  }

  #count(size: Size): void {
    const { sampler, sizes, tell, visits } = this.#run;
    const key = sizeKey(size);
    this.#done += 1;
    this.#open.set(key, this.#open.get(key)! - 1);
    const planned = visits.reduce((sum, { visit }) => sum + visit.samples.length, 0);
    const isDone = (one: Size) => this.#isClosed(one) || this.#open.get(sizeKey(one)) === 0;
    tell({
      kind: 'sampled',
      samples: this.#done,
      of: planned,
      sizes: sizes.filter(isDone).length,
      ofSizes: sizes.length,
      spentDollars: sampler.spentDollars,
    });
  }

  #gaps(): TuneGap[] {
    return this.#run.sizes.flatMap((size) => {
      const tally = this.#tallies.get(sizeKey(size));
      const verdict =
        this.#closed.get(sizeKey(size)) ??
        this.#closed.get(settingKey(size)) ??
        tally?.lastVerdict(this.#stoppedBecause);
      return verdict ? [{ ...size, ...verdict }] : [];
    });
  }
}

/** What a busy host spoiled, and a warm sample whose environment was gone. A version has only one cold start. */
function isToRetake({ cold }: Visit, { discarded, outcome }: TuneSample): boolean {
  return cold === null && (discarded !== undefined || outcome === 'cold' || outcome === 'restored');
}
