import type { GateHistory } from '@parquetry/bench/record';
import { counted } from '../text/quantities.ts';
import { figure, name, type Sentence, sentence } from '../text/sentence.ts';

const seriesOf = ({ machines }: GateHistory) => machines.flatMap(({ series }) => series);

const changesOf = (history: GateHistory): number =>
  seriesOf(history).flatMap(({ changes }) => changes).length;

/** How many levels changed on a branch, in one sentence. */
export function historySentence(history: GateHistory): Sentence {
  const series = seriesOf(history);
  const changes = changesOf(history);
  const found = changes === 0 ? 'no level changed' : `${counted(changes, 'level')} changed`;
  const moves = history.machines.flatMap(({ counterMoves = [] }) => counterMoves).length;
  const counters = moves === 0 ? '' : `; ${counted(moves, 'counter')} moved`;
  return sentence`On ${name(history.branch)} ${figure(found)}, in ${counted(series.length, 'series', 'series')} of ${counted(history.machines.length, 'machine')}${counters}.`;
}

/** For a window's title. */
export const historyTitle = (history: GateHistory): string =>
  `history of ${history.branch}: ${counted(changesOf(history), 'change')}`;
