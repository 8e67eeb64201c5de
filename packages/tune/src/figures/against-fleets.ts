import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { compareFleets } from '@parquetry/prices';
import type { Candidate, Candidates } from './answers/candidate.ts';
import { isSameChoice, recommendedAnswer } from './answers/recommended-answer.ts';
import type { Pricing } from './event-dollars.ts';

type Fleets = NonNullable<TuneRecord['fleets']>;

/** The mean, as money goes by it: what the compute of an event costs, in ms of its size. */
function billedMsOf({ figures }: Candidate, gbSecondDollars: number, memoryMb: number): number {
  return (figures.computeDollarsPerMillion.median / 1e6 / gbSecondDollars / (memoryMb / 1024)) * 1000;
}

/**
 * The recommended size against machines that run all month. An event takes as long there as at the fastest size that was
 * measured, and the memory that it took here, runtime included.
 *
 * @returns undefined where nothing is recommended, or its CPU time or memory is not known.
 */
export function againstFleets(
  { all }: Candidates,
  answers: readonly TuneAnswer[],
  filesPerMonth: number,
  { function: { architecture }, prices }: Pricing,
): Fleets | undefined {
  const choice = recommendedAnswer(answers)?.choice;
  const recommended = all.find((candidate) => choice && isSameChoice(candidate.choice, choice));
  if (!recommended) return undefined;
  const { cpuMs, maxMemoryUsedMb } = recommended.figures;
  if (!cpuMs?.median || !maxMemoryUsedMb) return undefined;
  const { memoryMb } = recommended.choice;
  const fastestMs = Math.min(...all.map(({ figures }) => figures.durationMs.p50.median));
  const dollars = prices.lambda.compute[architecture][0]!.dollars;
  const { assumptions, fleets, lambda } = compareFleets(
    {
      cpuSecondsPerFile: cpuMs.median / 1000,
      secondsPerFile: fastestMs / 1000,
      peakMemoryMb: maxMemoryUsedMb,
      filesPerMonth,
      lambda: { architecture, memoryMb, billedMs: billedMsOf(recommended, dollars, memoryMb) },
    },
    prices,
  );
  return {
    choice: recommended.choice,
    filesPerMonth,
    lambda,
    fleets: [...fleets],
    assumptions: [...assumptions],
  };
}
