import type { Estimate, TuneAnswer } from '@parquetry/bench/record';
import type { Candidate, Candidates } from './candidate.ts';
import { chooseSmallest } from './choose-smallest.ts';
import { byDollars } from './contenders.ts';
import { noAnswer, putInWords } from './put-in-words.ts';
import { sizeInWords } from './words.ts';

const QUESTION = 'cheapest-within-slo';

interface Known {
  readonly candidate: Candidate;
  readonly p95: Estimate;
}

const knownOf = (candidate: Candidate): Known[] => {
  const { p95 } = candidate.figures.durationMs;
  return p95 === null ? [] : [{ candidate, p95 }];
};

function nearestOf(known: readonly Known[], sloMs: number): string {
  const { candidate, p95 } = known.toSorted((a, b) => a.p95.high - b.p95.high)[0]!;
  const range = `between ${Math.round(p95.low)} and ${Math.round(p95.high)} ms`;
  return `no size is certainly within ${sloMs} ms: nearest is ${sizeInWords(candidate.choice)}, whose 95th percentile lies ${range}`;
}

/** The cheapest of the sizes whose 95th percentile is below the limit with the whole of its interval. */
export function cheapestWithinSlo(candidates: Candidates, sloMs: number): TuneAnswer {
  const known = candidates.all.flatMap(knownOf);
  if (known.length === 0)
    return noAnswer(QUESTION, 'no size has the 72 samples that an interval for the 95th percentile takes');
  const within = known.filter(({ p95 }) => p95.high <= sloMs);
  const chosen = chooseSmallest(
    within.map(({ candidate }) => byDollars(candidate)),
    'means',
  );
  if (!chosen) return noAnswer(QUESTION, nearestOf(known, sloMs));
  const asked = { question: QUESTION, better: 'cheaper', among: `is certainly within ${sloMs} ms` } as const;
  return putInWords(chosen, asked, candidates);
}
