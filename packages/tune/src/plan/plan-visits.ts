import { scheduleRounds } from '@parquetry/bench/schedule';
import { type Setting, type Size, settingsOf, sizesOf } from './size.ts';
import type { TuneRequest } from './tune-request.ts';

/** One sample to be taken. The numbering is the same whenever the same request is planned. */
export interface PlannedSample {
  /** In the whole plan. */
  readonly number: number;
  /** Among the samples of its size and kind. */
  readonly turn: number;
}

/** Samples of one size that are taken together, between those of other sizes. */
export interface Visit {
  readonly round: number;
  readonly size: Size;
  /** Which of the versions for cold samples; null: the one for warm samples. */
  readonly cold: number | null;
  readonly samples: readonly PlannedSample[];
}

interface Wanted {
  readonly size: Size;
  readonly isCold: boolean;
  readonly visits: number;
  readonly perVisit: number;
}

/** Of a size with several events at once: rounds that say how its rate varies. */
const FEWEST_VISITS = 3;
/** In a closed loop every place has two events one after the other, so that most of a visit runs at full concurrency. */
const EVENTS_PER_PLACE = 2;

/** Events of a fixed rate: the integral of a rate that grows evenly in its first part. */
export function eventsOf(load: Extract<TuneRequest['load'], { kind: 'fixed-rate' }>): number {
  return Math.max(
    1,
    Math.floor(load.perSecond * (load.seconds - Math.min(load.rampSeconds, load.seconds) / 2)),
  );
}

function wantedWarm(size: Size, { load, samples }: TuneRequest): Wanted {
  if (load.kind === 'fixed-rate') return { size, isCold: false, visits: 1, perVisit: eventsOf(load) };
  if (size.concurrency === 1) return { size, isCold: false, visits: samples, perVisit: 1 };
  const perVisit = size.concurrency * EVENTS_PER_PLACE;
  return { size, isCold: false, visits: Math.max(FEWEST_VISITS, Math.ceil(samples / perVisit)), perVisit };
}

const wantedCold = (setting: Setting, visits: number): Wanted => ({
  size: { ...setting, concurrency: 1 },
  isCold: true,
  visits,
  perVisit: 1,
});

/** Whether one who is wanted `visits` times in `rounds` rounds has a turn in this one: evenly spread. */
const hasTurn = (visits: number, round: number, rounds: number) =>
  Math.floor(((round + 1) * visits) / rounds) > Math.floor((round * visits) / rounds);

export const concurrencyOf = ({ concurrency, load }: TuneRequest): readonly number[] =>
  load.kind === 'fixed-rate' ? [1] : concurrency;

/**
 * Who is sampled when: rounds that hold every size in a random, balanced order. Sizes that need fewer visits than there are
 * rounds are spread evenly over them.
 */
export function planVisits(request: TuneRequest): Visit[] {
  const settings = settingsOf(request.memoryMb, request.engines);
  const warm = sizesOf(settings, concurrencyOf(request)).map((size) => wantedWarm(size, request));
  const cold = settings.map((setting) => wantedCold(setting, request.coldSamples));
  const wanted = [...warm, ...cold].filter(({ visits }) => visits > 0);
  const rounds = Math.max(0, ...wanted.map(({ visits }) => visits));
  const visited = new Map(wanted.map((one) => [one, 0]));
  const plan: Visit[] = [];
  let number = 0;
  for (const [round, order] of scheduleRounds(wanted, rounds, request.seed).entries()) {
    for (const one of order) {
      if (!hasTurn(one.visits, round, rounds)) continue;
      const visit = visited.get(one)!;
      visited.set(one, visit + 1);
      const samples = Array.from({ length: one.perVisit }, (_, index) => ({
        number: number + index,
        turn: visit * one.perVisit + index,
      }));
      number += one.perVisit;
      plan.push({ round, size: one.size, cold: one.isCold ? visit : null, samples });
    }
  }
  return plan;
}
