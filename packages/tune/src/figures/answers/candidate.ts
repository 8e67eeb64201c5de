import type {
  MeasuredTuneCell,
  TuneAnswer,
  TuneCell,
  TuneFigures,
  TuneSample,
} from '@parquetry/bench/record';
import { median } from '@parquetry/bench/statistics';
import { type Size, sizeKey } from '../../plan/size.ts';
import { type AnswerKind, countedSamples } from '../counted-samples.ts';
import { eventDollars, type Pricing } from '../event-dollars.ts';
import { byRound, mean } from '../statistics/by-round.ts';
import { trimmedMean } from '../statistics/trimmed-mean.ts';

export type Choice = NonNullable<TuneAnswer['choice']>;

/** A size that an answer may name, with what it came to in each round. */
export interface Candidate {
  readonly choice: Choice;
  readonly figures: TuneFigures;
  /** Of an event, without the extremes. */
  readonly trimmedDollars: number;
  /** Mean dollars of an event, by round. */
  readonly dollars: ReadonlyMap<number, number>;
  /** Median ms of an event, by round. */
  readonly durationMs: ReadonlyMap<number, number>;
}

/** What answers are looked for among, and what they rest on. */
export interface Candidates {
  readonly kind: AnswerKind;
  readonly all: readonly Candidate[];
  /** Sizes of the same concurrency that are left out because some of their events found no end or no memory. */
  readonly unreliable: readonly Choice[];
}

const KINDS = ['warm', 'restored', 'cold'] as const;

const choiceOf = ({ concurrency, engine, memoryMb }: Size): Choice => ({ memoryMb, engine, concurrency });

const isUnreliable = ({ outcomes }: TuneCell) =>
  (outcomes['timeout'] ?? 0) + (outcomes['out-of-memory'] ?? 0) > 0;

function candidateOf(
  cell: MeasuredTuneCell,
  samples: readonly TuneSample[],
  kind: AnswerKind,
  pricing: Pricing,
): Candidate[] {
  const figures = cell[kind];
  if (figures === null) return [];
  const counted = countedSamples(samples, kind);
  const dollars = counted.map((one) => ({ round: one.round, value: eventDollars(one, pricing).total }));
  const times = counted.map(({ durationMs, round }) => ({ round, value: durationMs }));
  return [
    {
      choice: choiceOf(cell),
      figures,
      trimmedDollars: trimmedMean(dollars.map(({ value }) => value)),
      dollars: byRound(dollars, mean),
      durationMs: byRound(times, median),
    },
  ];
}

/** Cold starts are taken one at a time, whatever concurrency was planned. */
function asPlanned(
  cells: readonly MeasuredTuneCell[],
  planned: readonly number[],
): readonly MeasuredTuneCell[] {
  const asked = cells.filter(({ concurrency }) => planned.includes(concurrency));
  return asked.length === 0 ? cells : asked;
}

/**
 * Sizes at the least concurrency that was planned: more events at once are a load, not another setting. By their warm
 * answers; by cold ones only where no size has any other.
 */
export function candidatesOf(
  cells: readonly TuneCell[],
  samples: readonly TuneSample[],
  pricing: Pricing,
  planned: readonly number[],
): Candidates {
  const measured = asPlanned(
    cells.filter((cell) => cell.status === 'measured'),
    planned,
  );
  const kind = KINDS.find((one) => measured.some((cell) => cell[one] !== null)) ?? 'warm';
  const answered = measured.filter((cell) => cell[kind] !== null);
  const least = Math.min(...answered.map(({ concurrency }) => concurrency));
  const comparable = answered.filter(({ concurrency }) => concurrency === least);
  const samplesOf = Map.groupBy(samples, sizeKey);
  const [unreliable, reliable] = [
    comparable.filter(isUnreliable),
    comparable.filter((cell) => !isUnreliable(cell)),
  ];
  return {
    kind,
    all: reliable.flatMap((cell) => candidateOf(cell, samplesOf.get(sizeKey(cell)) ?? [], kind, pricing)),
    unreliable: unreliable.map(choiceOf),
  };
}
