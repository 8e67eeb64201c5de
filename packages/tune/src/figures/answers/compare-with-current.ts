import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { changeOfMeans, changeOfMedians, NO_CHANGE } from '../statistics/relative-change.ts';
import type { Candidate, Candidates, Choice } from './candidate.ts';
import { changeInWords, sizeInWords } from './words.ts';

type Comparison = NonNullable<TuneRecord['comparedWithCurrent']>;

/** The answer that is set against the current size: what was asked for, else the balanced one. */
function recommendation(answers: readonly TuneAnswer[]): TuneAnswer | undefined {
  const of = (question: TuneAnswer['question']) =>
    answers.find((one) => one.question === question && one.choice !== null);
  return of('cheapest-within-slo') ?? of('balanced');
}

const isSame = (one: Choice, other: Choice) =>
  one.memoryMb === other.memoryMb && one.engine === other.engine && one.concurrency === other.concurrency;

function compare(to: Candidate, from: Candidate, { tied }: TuneAnswer): Comparison | null {
  const { choice } = to;
  const dollars = changeOfMeans(to.dollars, from.dollars);
  const durationMs = changeOfMedians(to.durationMs, from.durationMs);
  if (!dollars || !durationMs) return null;
  const cost = changeInWords(dollars, 'cheaper', 'dearer', 'cost');
  const time = changeInWords(durationMs, 'faster', 'slower', 'time');
  const isTied = tied.some((one) => isSame(one, from.choice));
  const doubt = isTied ? '; the samples cannot tell which of them is the better choice' : '';
  const sentence = `${sizeInWords(choice)} compared with the current ${sizeInWords(from.choice)}: ${cost}, ${time}${doubt}`;
  return { choice, dollars, durationMs, sentence };
}

/**
 * The recommended size against the one that the function has, with the same engine; null where that was not measured, or
 * nothing is recommended.
 */
export function compareWithCurrent(
  { all }: Candidates,
  answers: readonly TuneAnswer[],
  currentMb: number,
): TuneRecord['comparedWithCurrent'] {
  const answer = recommendation(answers);
  const choice = answer?.choice;
  if (!choice) return null;
  const to = all.find((candidate) => isSame(candidate.choice, choice));
  const from = all.find((candidate) => isSame(candidate.choice, { ...choice, memoryMb: currentMb }));
  if (!to || !from) return null;
  if (to !== from) return compare(to, from, answer);
  const sentence = `the current ${sizeInWords(choice)} is what is recommended`;
  return { choice, dollars: NO_CHANGE, durationMs: NO_CHANGE, sentence };
}
