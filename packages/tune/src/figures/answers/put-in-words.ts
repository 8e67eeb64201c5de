import type { TuneAnswer } from '@parquetry/bench/record';
import type { Candidate, Candidates } from './candidate.ts';
import type { Chosen } from './choose-smallest.ts';
import { medianMs } from './contenders.ts';
import { figureInWords, sizeInWords, sizesInWords } from './words.ts';

export type Question = TuneAnswer['question'];

export const noAnswer = (question: Question, because: string): TuneAnswer => ({
  question,
  status: 'none',
  choice: null,
  tied: [],
  because,
});

const KINDS: Readonly<Record<Candidates['kind'], string>> = {
  warm: '',
  cold: ' (of cold starts: there are no warm samples)',
  restored: ' (of restored snapshots)',
};

/** What an answer rests on, where that is not the usual. */
function groundOf({ kind, unreliable }: Candidates): string {
  if (unreliable.length === 0) return KINDS[kind];
  return `${KINDS[kind]} (without ${sizesInWords(unreliable)}, which timed out or ran out of memory)`;
}

const figuresOf = ({ figures }: Candidate) =>
  `$${figureInWords(figures.dollarsPerMillion)} a million events, ${figureInWords(figures.durationMs.p50)} ms at the median`;

const tooFew = ({ rounds: { needed, taken } }: Chosen) =>
  taken < needed ? ` (${needed} rounds are needed to tell sizes apart, it has ${taken})` : '';

/** Where money cannot tell sizes apart, time may. */
function fastestOf({ best, tied }: Chosen): string {
  const [fastest] = [best, ...tied].toSorted((one, other) => medianMs(one) - medianMs(other));
  const { choice, figures } = fastest!;
  return `; of these ${sizeInWords(choice)} has the least time, ${figureInWords(figures.durationMs.p50)} ms at the median`;
}

export interface Asked {
  readonly question: Question;
  /** What the choice is more than the others: `cheaper`. */
  readonly better: string;
  /** Which sizes it was compared with: those that `was measured`. */
  readonly among: string;
}

const isOfMoney = ({ question }: Asked) => question === 'cheapest' || question === 'cheapest-within-slo';

function reasonOf(chosen: Chosen, asked: Asked): string {
  const { others, status, tied } = chosen;
  if (status === 'chosen') {
    const { among, better } = asked;
    return others === 0 ? `the only size that ${among}` : `${better} than every other size that ${among}`;
  }
  const alike = sizesInWords(tied.map(({ choice }) => choice));
  const faster = isOfMoney(asked) ? fastestOf(chosen) : '';
  return `no distinguishable winner: the samples cannot tell it from ${alike}${tooFew(chosen)}${faster}`;
}

/** An answer with its sentence: the size, its figures, what they rest on, and why it is the one or cannot be called that. */
export function putInWords(chosen: Chosen, asked: Asked, candidates: Candidates): TuneAnswer {
  const { best, status, tied } = chosen;
  const because = `${sizeInWords(best.choice)}: ${figuresOf(best)}${groundOf(candidates)}; ${reasonOf(chosen, asked)}`;
  return {
    question: asked.question,
    status,
    choice: best.choice,
    tied: tied.map(({ choice }) => choice),
    because,
  };
}
