import type { Estimate, TuneCell, TuneFigures, TuneRecord, TuneSample } from '@parquetry/bench/record';
import type { Size } from '../plan/size.ts';
import type { TuneGap } from '../plan/tune-run.ts';
import { answersPerSecond } from './answers-per-second.ts';
import { type AnswerKind, countedSamples } from './counted-samples.ts';
import type { Pricing } from './event-dollars.ts';
import { reduceCell } from './reduce-cell.ts';

function tally(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

type Unmeasured = Pick<Extract<TuneCell, { because: string }>, 'because' | 'status'>;

/** What is left to say of samples of which none counts. */
function unmeasured(samples: readonly TuneSample[]): Unmeasured {
  const first = (outcome: TuneSample['outcome']) => samples.find((sample) => sample.outcome === outcome);
  const spoiled = samples.find(({ discarded }) => discarded !== undefined);
  const exhausted = first('out-of-memory') ?? first('timeout');
  if (exhausted) return { status: 'finding', because: exhausted.because ?? exhausted.outcome };
  if (spoiled) return { status: 'not-measurable', because: `every sample was spoiled: ${spoiled.discarded}` };
  const because = first('failed')?.because ?? first('throttled')?.because ?? 'no sample was taken';
  return { status: 'not-measured', because };
}

/** What sampling a size gave. */
export interface SizeSamples {
  readonly size: Size;
  readonly samples: readonly TuneSample[];
  readonly gap: TuneGap | undefined;
  readonly load: TuneRecord['plan']['load']['kind'];
}

/** One event at a time has no rate of its own. */
function rateOf({ load, samples, size }: SizeSamples, isWarm: boolean): Estimate | null {
  if (load === 'closed-loop' && size.concurrency === 1) return null;
  return answersPerSecond(samples.filter(({ outcome }) => outcome !== 'cold' || !isWarm));
}

/** What a size comes to: figures of each kind of answer, or why there are none. */
export function tuneCellOf(sampled: SizeSamples, pricing: Pricing): TuneCell {
  const { gap, samples } = sampled;
  const { concurrency, engine, memoryMb } = sampled.size;
  const spoiled = samples.filter(({ discarded }) => discarded !== undefined);
  const discardedCold = spoiled.filter(({ outcome }) => outcome === 'cold' || outcome === 'restored').length;
  const outcomes = tally(
    samples.filter((sample) => sample.discarded === undefined).map(({ outcome }) => outcome),
  );
  const discarded = { discarded: spoiled.length, ...(discardedCold > 0 && { discardedCold }) };
  const common = { memoryMb, engine, concurrency, outcomes, ...discarded };
  const figures = (kind: AnswerKind): TuneFigures | null => {
    const counted = countedSamples(samples, kind);
    return counted.length === 0 ? null : reduceCell(counted, pricing);
  };
  const [warm, cold, restored] = [figures('warm'), figures('cold'), figures('restored')];
  const isAnswered = warm !== null || cold !== null || restored !== null;
  if (gap && (gap.status !== 'not-measured' || !isAnswered))
    return { ...common, status: gap.status, because: gap.because };
  if (!isAnswered) return { ...common, ...unmeasured(samples) };
  const throttles = tally(samples.flatMap(({ throttleReason }) => throttleReason ?? []));
  const rate = rateOf(sampled, warm !== null);
  return { ...common, status: 'measured', warm, cold, restored, answersPerSecond: rate, throttles };
}
