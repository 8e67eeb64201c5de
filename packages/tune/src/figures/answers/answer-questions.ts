import type { Estimate, TuneAnswer } from '@parquetry/bench/record';
import type { Candidate, Candidates, Choice } from './candidate.ts';
import { type Chosen, type Contender, chooseSmallest } from './choose-smallest.ts';
import { balancedScore, kneeScore, type Score } from './scales.ts';
import { figureInWords, sizeInWords, sizesInWords } from './words.ts';

type Question = TuneAnswer['question'];

const none = (question: Question, because: string): TuneAnswer => ({
  question,
  status: 'none',
  choice: null,
  tied: [],
  because,
});

const medianMs = ({ figures }: Candidate) => figures.durationMs.p50.median;
const dollarsOf = ({ figures }: Candidate) => figures.dollarsPerMillion.median;

const byDollars = (candidate: Candidate): Contender => ({
  candidate,
  figure: dollarsOf(candidate),
  rounds: candidate.dollars,
});

const byTime = (candidate: Candidate): Contender => ({
  candidate,
  figure: medianMs(candidate),
  rounds: candidate.durationMs,
});

/** What stands for a size: dollars of an event and ms. */
type Typical = (candidate: Candidate) => { readonly dollars: number; readonly ms: number };

const byScore =
  (score: Score, typical: Typical) =>
  (candidate: Candidate): Contender => {
    const { dollars, ms } = typical(candidate);
    const rounds = [...candidate.dollars].map(
      ([round, spent]) => [round, score(spent, candidate.durationMs.get(round)!)] as const,
    );
    return { candidate, figure: score(dollars, ms), rounds: new Map(rounds) };
  };

const usual: Typical = (candidate) => ({ dollars: dollarsOf(candidate) / 1e6, ms: medianMs(candidate) });
const trimmed: Typical = ({ figures, trimmedDollars }) => ({
  dollars: trimmedDollars,
  ms: figures.durationMs.trimmedMean,
});

const figuresInWords = ({ figures }: Candidate) =>
  `$${figureInWords(figures.dollarsPerMillion)} a million events, ${figureInWords(figures.durationMs.p50)} ms at the median`;

interface Words {
  readonly better: string;
  /** Which sizes it was compared with. */
  readonly among: string;
  readonly ground: string;
}

const tooFew = ({ rounds: { needed, taken } }: Chosen) =>
  taken < needed ? ` (${needed} rounds are needed to tell sizes apart, it has ${taken})` : '';

/** Where money cannot tell sizes apart, time may. */
function fastestOf({ best, tied }: Chosen): string {
  const [fastest] = [best, ...tied].toSorted((one, other) => medianMs(one) - medianMs(other));
  const { choice, figures } = fastest!;
  return `; of these ${sizeInWords(choice)} has the least time, ${figureInWords(figures.durationMs.p50)} ms at the median`;
}

const isOfMoney = (question: Question) => question === 'cheapest' || question === 'cheapest-within-slo';

function verdict(question: Question, chosen: Chosen, { among, better, ground }: Words): TuneAnswer {
  const { best, others, status, tied } = chosen;
  const alike = tied.map(({ choice }) => choice);
  const start = `${sizeInWords(best.choice)}: ${figuresInWords(best)}${ground}`;
  const than = others === 0 ? `the only size that ${among}` : `${better} than every other size that ${among}`;
  const because =
    status === 'chosen'
      ? `${start}; ${than}`
      : `${start}; no distinguishable winner: the samples cannot tell it from ${sizesInWords(alike)}${tooFew(chosen)}${isOfMoney(question) ? fastestOf(chosen) : ''}`;
  return { question, status, choice: best.choice, tied: alike, because };
}

interface Asked {
  readonly candidates: Candidates;
  readonly weight: number;
  readonly sloMs: number | null;
}

const groundOf = ({ kind, unreliable }: Candidates) => {
  const kinds = {
    warm: '',
    cold: ' (of cold starts: there are no warm samples)',
    restored: ' (of restored snapshots)',
  };
  const left =
    unreliable.length === 0
      ? ''
      : ` (without ${sizesInWords(unreliable)}, which timed out or ran out of memory)`;
  return `${kinds[kind]}${left}`;
};

/** The upper end of the 95th percentile's interval, which has to be within the limit. */
const p95 = ({ figures }: Candidate): Estimate | null => figures.durationMs.p95;

function withinSlo({ candidates, sloMs }: Asked & { readonly sloMs: number }): TuneAnswer {
  const question = 'cheapest-within-slo';
  const known = candidates.all.filter((candidate) => p95(candidate) !== null);
  if (known.length === 0)
    return none(question, 'no size has the 72 samples that an interval for the 95th percentile takes');
  const within = known.filter((candidate) => p95(candidate)!.high <= sloMs);
  const chosen = chooseSmallest(within.map(byDollars), 'means');
  if (chosen) {
    const among = `is certainly within ${sloMs} ms`;
    return verdict(question, chosen, { better: 'cheaper', among, ground: groundOf(candidates) });
  }
  const nearest = known.toSorted((a, b) => p95(a)!.high - p95(b)!.high)[0]!;
  const { high, low } = p95(nearest)!;
  return none(
    question,
    `no size is certainly within ${sloMs} ms: nearest is ${sizeInWords(nearest.choice)}, whose 95th percentile lies between ${Math.round(low)} and ${Math.round(high)} ms`,
  );
}

function answer(question: Question, asked: Asked): TuneAnswer {
  const { candidates, sloMs, weight } = asked;
  const ground = groundOf(candidates);
  const of = (contenders: readonly Contender[], by: 'means' | 'medians', better: string) =>
    verdict(question, chooseSmallest(contenders, by)!, { better, among: 'was measured', ground });
  switch (question) {
    case 'cheapest':
      return of(candidates.all.map(byDollars), 'means', 'cheaper');
    case 'fastest':
      return of(candidates.all.map(byTime), 'medians', 'faster');
    case 'balanced': {
      const score = balancedScore(candidates.all, weight);
      return of(
        candidates.all.map(byScore(score, trimmed)),
        'medians',
        `better balanced (cost weighs ${weight})`,
      );
    }
    case 'knee': {
      const score = kneeScore(candidates.all);
      if (!score)
        return none(question, 'no size lies between the cheapest and the fastest and is worth its price');
      return of(candidates.all.map(byScore(score, usual)), 'medians', 'more of both cost and time saved');
    }
    case 'cheapest-within-slo':
      return withinSlo({ ...asked, sloMs: sloMs! });
    default:
      return question satisfies never;
  }
}

/** Every question that was asked, answered or not; of a single size there is nothing to choose. */
export function answerQuestions(asked: Asked): TuneAnswer[] {
  const questions: readonly Question[] = [
    'cheapest',
    'fastest',
    'balanced',
    'knee',
    ...(asked.sloMs === null ? [] : (['cheapest-within-slo'] as const)),
  ];
  if (asked.candidates.all.length === 0) {
    const left: readonly Choice[] = asked.candidates.unreliable;
    const because =
      left.length === 0
        ? 'no size was measured'
        : `every size that answered also timed out or ran out of memory: ${sizesInWords(left)}`;
    return questions.map((question) => none(question, because));
  }
  return questions.map((question) => answer(question, asked));
}
