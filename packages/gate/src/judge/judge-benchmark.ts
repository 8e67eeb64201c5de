import type { GateBenchmark, GateComparison, GateCounter } from '@parquetry/bench/record';
import { tellCounter } from '../counters/tell-counters.ts';
import { tellComparison, tellInterval, tellRatio } from './tell-ratio.ts';

interface Findings {
  readonly name: string;
  readonly comparisons: readonly GateComparison[];
  readonly counters: readonly GateCounter[];
}

/** A regression that nobody has agreed to. */
export const isUnaccepted = ({ verdict, accepted }: GateComparison): boolean =>
  verdict === 'regression' && accepted === undefined;

const isMoved = ({ verdict }: GateCounter) => verdict === 'regression';

function verdictOf({ comparisons, counters }: Findings): GateBenchmark['verdict'] {
  if (comparisons.length === 0 && counters.length === 0) return 'infrastructure-failure';
  if (counters.some(isMoved) || comparisons.some(isUnaccepted)) return 'regression';
  if (comparisons.some(({ verdict }) => verdict === 'inconclusive')) return 'inconclusive';
  return 'pass';
}

/** What speaks against a benchmark, most certain first, each in a sentence that names it. */
export function complaintsOf({ name, comparisons, counters }: Findings): string[] {
  const moved = counters.flatMap((counter) => tellCounter(name, counter) ?? []);
  const slower = comparisons.filter(isUnaccepted).map((one) => `${name} is slower: ${tellComparison(one)}`);
  const open = comparisons
    .filter(({ verdict }) => verdict === 'inconclusive')
    .map((one) => `${name} is undecided: ${tellComparison(one)}`);
  return [...moved, ...slower, ...open];
}

const acceptedText = (comparisons: readonly GateComparison[]): string =>
  comparisons
    .flatMap(({ metric, accepted }) =>
      accepted ? `; ${metric} is accepted up to ${tellRatio(1 + accepted.upTo)}: ${accepted.because}` : [],
    )
    .join('');

/** What is large enough for an alarm and not certain enough: told, and blocks nothing. */
const advisedText = (comparisons: readonly GateComparison[]): string =>
  comparisons
    .filter(({ verdict, ratio, alarmFrom }) => verdict === 'advice' && ratio.estimate >= alarmFrom)
    .map(({ metric, ratio }) => `; ${metric} ${tellInterval(ratio)}: advice, too uncertain for an alarm`)
    .join('');

function because({ name, comparisons, counters }: Findings): string {
  const moved = counters.find(isMoved);
  const fine = comparisons.find(({ role }) => role === 'fine');
  const telling =
    comparisons.find(isUnaccepted) ??
    (fine?.verdict === 'inconclusive' ? fine : undefined) ??
    comparisons.find(({ verdict }) => verdict === 'inconclusive') ??
    fine;
  const parts = [
    ...(moved ? [tellCounter(name, moved) ?? ''] : []),
    ...(telling ? [`${tellComparison(telling)}${acceptedText(comparisons)}${advisedText(comparisons)}`] : []),
  ];
  if (parts.length > 0) return parts.join('; ');
  if (counters.length === 0) return 'nothing was compared';
  return `${counters.length} ${counters.length === 1 ? 'counter' : 'counters'} as before or as declared; not timed`;
}

/** The verdict of one benchmark with its reason in one line: what was found, and the slowdown that it excludes. */
export const judgeBenchmark = (findings: Findings): Pick<GateBenchmark, 'verdict' | 'because'> => ({
  verdict: verdictOf(findings),
  because: because(findings),
});
