import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { changeOfMeans, changeOfMedians, NO_CHANGE } from '../statistics/relative-change.ts';
import type { Candidate, Candidates } from './candidate.ts';
import { isSameChoice, recommendedAnswer } from './recommended-answer.ts';
import { changeInWords, sizeInWords } from './words.ts';

type Comparison = NonNullable<TuneRecord['comparedWithCurrent']>;

function compare(to: Candidate, from: Candidate, { tied }: TuneAnswer): Comparison | null {
  const { choice } = to;
  const dollars = changeOfMeans(to.dollars, from.dollars);
  const durationMs = changeOfMedians(to.durationMs, from.durationMs);
  if (!dollars || !durationMs) return null;
  const cost = changeInWords(dollars, 'cheaper', 'dearer', 'cost');
  const time = changeInWords(durationMs, 'faster', 'slower', 'time');
  const isTied = tied.some((one) => isSameChoice(one, from.choice));
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
  const answer = recommendedAnswer(answers);
  const choice = answer?.choice;
  if (!choice) return null;
  const to = all.find((candidate) => isSameChoice(candidate.choice, choice));
  const from = all.find((candidate) => isSameChoice(candidate.choice, { ...choice, memoryMb: currentMb }));
  if (!to || !from) return null;
  if (to !== from) return compare(to, from, answer);
  const sentence = `the current ${sizeInWords(choice)} is what is recommended`;
  return { choice, dollars: NO_CHANGE, durationMs: NO_CHANGE, sentence };
}
