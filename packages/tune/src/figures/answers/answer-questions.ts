import type { TuneAnswer } from '@parquetry/bench/record';
import type { Comparing } from '../statistics/tell-apart.ts';
import type { Candidates } from './candidate.ts';
import { type Contender, chooseSmallest } from './choose-smallest.ts';
import { byDollars, byScore, byTime, trimmed, usual } from './contenders.ts';
import { noAnswer, putInWords, type Question } from './put-in-words.ts';
import { balancedScore, kneeScore } from './scales.ts';
import { cheapestWithinSlo } from './within-slo.ts';
import { sizesInWords } from './words.ts';

type Ask = (candidates: Candidates) => TuneAnswer;

/** Of all candidates, of which there is at least one. */
function smallest(
  contenders: readonly Contender[],
  by: Comparing,
  asked: { readonly question: Question; readonly better: string },
  candidates: Candidates,
): TuneAnswer {
  return putInWords(chooseSmallest(contenders, by)!, { ...asked, among: 'was measured' }, candidates);
}

const cheapest: Ask = (candidates) =>
  smallest(candidates.all.map(byDollars), 'means', { question: 'cheapest', better: 'cheaper' }, candidates);

const fastest: Ask = (candidates) =>
  smallest(candidates.all.map(byTime), 'medians', { question: 'fastest', better: 'faster' }, candidates);

function balanced(candidates: Candidates, weight: number): TuneAnswer {
  const contenders = candidates.all.map(byScore(balancedScore(candidates.all, weight), trimmed));
  const better = `better balanced (cost weighs ${weight})`;
  return smallest(contenders, 'medians', { question: 'balanced', better }, candidates);
}

/** The cheapest, the fastest and one between them. */
const SIZES_OF_A_KNEE = 3;

const knee: Ask = (candidates) => {
  const question = 'knee';
  const { length: sizes } = candidates.all;
  if (sizes < SIZES_OF_A_KNEE)
    return noAnswer(question, `a knee takes ${SIZES_OF_A_KNEE} sizes that were measured, not ${sizes}`);
  const score = kneeScore(candidates.all);
  if (!score)
    return noAnswer(question, 'no size lies between the cheapest and the fastest and is worth its price');
  const contenders = candidates.all.map(byScore(score, usual));
  return smallest(
    contenders,
    'medians',
    { question, better: 'more of both cost and time saved' },
    candidates,
  );
};

function withoutCandidates({ unreliable }: Candidates): string {
  if (unreliable.length === 0) return 'no size was measured';
  return `every size that answered also timed out or ran out of memory: ${sizesInWords(unreliable)}`;
}

export interface Questions {
  /** Of cost, in what is balanced: 0 to 1. */
  readonly weight: number;
  /** Null: no limit was asked for. */
  readonly sloMs: number | null;
}

/** Every question that was asked, answered or with the reason why not. */
export function answerQuestions(candidates: Candidates, { sloMs, weight }: Questions): TuneAnswer[] {
  if (candidates.all.length === 0) {
    const asked: Question[] = ['cheapest', 'fastest', 'balanced', 'knee'];
    if (sloMs !== null) asked.push('cheapest-within-slo');
    return asked.map((question) => noAnswer(question, withoutCandidates(candidates)));
  }
  return [
    cheapest(candidates),
    fastest(candidates),
    balanced(candidates, weight),
    knee(candidates),
    ...(sloMs === null ? [] : [cheapestWithinSlo(candidates, sloMs)]),
  ];
}
