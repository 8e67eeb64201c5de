import type { TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { currentSize, hasChoice, mainAnswer, memoriesTried } from '../tune/tune-sizes.ts';
import type { DotColumn } from './chart-spec.ts';

const MARKS: Readonly<Record<TuneAnswer['question'], string>> = {
  cheapest: 'cheapest',
  fastest: 'fastest',
  balanced: 'balanced',
  knee: 'knee',
  'cheapest-within-slo': 'in time',
};

function marksOf(memoryMb: number, tune: TuneRecord): string[] {
  const answers = (hasChoice(tune) ? tune.answers : []).flatMap(({ question, status, choice, tied }) => {
    const named = [...(choice === null ? [] : [choice]), ...tied].some((size) => size.memoryMb === memoryMb);
    if (!named || status === 'none') return [];
    return status === 'chosen' ? [MARKS[question]] : [`≈${MARKS[question]}`];
  });
  return [...(memoryMb === tune.function.memoryMb ? ['now'] : []), ...answers];
}

/** The memory sizes that are shown: those that were tried, and the one that the function has. */
export const memoriesShown = (tune: TuneRecord): number[] =>
  [...new Set([...memoriesTried(tune), currentSize(tune).memoryMb])].toSorted((a, b) => a - b);

/** A column for each memory size, with what it was found to be. */
export function sizeColumns(tune: TuneRecord): DotColumn[] {
  const answer = mainAnswer(tune);
  const chosen = answer?.status === 'chosen' && hasChoice(tune) ? answer.choice?.memoryMb : undefined;
  return memoriesShown(tune).map((memoryMb) => ({
    name: memoryMb.toLocaleString('en-US'),
    marks: marksOf(memoryMb, tune),
    isChosen: memoryMb === chosen,
    isCurrent: memoryMb === tune.function.memoryMb,
  }));
}

export const SIZE_AXIS = 'memory in MB, not to scale';
