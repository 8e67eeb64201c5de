import type { TuneAnswer } from '@parquetry/bench/record';
import type { Choice } from './candidate.ts';

/** The answer that is worth changing a function for: what was asked for, else the balanced one. */
export function recommendedAnswer(answers: readonly TuneAnswer[]): TuneAnswer | undefined {
  const of = (question: TuneAnswer['question']) =>
    answers.find((one) => one.question === question && one.choice !== null);
  return of('cheapest-within-slo') ?? of('balanced');
}

export const isSameChoice = (one: Choice, other: Choice): boolean =>
  one.memoryMb === other.memoryMb && one.engine === other.engine && one.concurrency === other.concurrency;
