import type { GateHistory } from '@parquetry/bench';
import { METRIC_WORDS, signedPercent } from '@parquetry/report';
import { formatTable } from '../../terminal/format.ts';

type Machine = GateHistory['machines'][number];
type Series = Machine['series'][number];

const shortCommit = (commit: string) => commit.slice(0, 12);
const figure = (value: number, unit: string) => `${Number(value.toPrecision(3))} ${unit}`;

const changesOf = ({ changes, points }: Series): string =>
  changes
    .map(
      ({ index, before, after }) =>
        `${signedPercent(after / before)} at ${shortCommit(points[index]!.commit)}`,
    )
    .join(', ');

function machineText({ machine, fingerprint, series, counterMoves = [] }: Machine): string {
  const place = [fingerprint['cpuModel'], fingerprint['cores'] && `${fingerprint['cores']} cores`];
  const heading = [machine, ...place.filter(Boolean)].join(' · ');
  const rows = series.map((one) => [
    one.benchmark,
    METRIC_WORDS[one.metric],
    String(one.points.length),
    figure(one.points.at(-1)!.value, one.unit),
    changesOf(one),
  ]);
  const table = formatTable(
    [['benchmark', 'of', 'runs', 'last', 'changes of level'], ...rows],
    new Set([2, 3]),
  );
  const moves = counterMoves.map(
    ({ benchmark, counter, before, after, commit }) =>
      `${benchmark}: ${counter} ${before} → ${after} at ${shortCommit(commit)}`,
  );
  return [heading, table, ...moves].join('\n');
}

/** How the benchmarks of a branch have moved, machine by machine: what differs in more than its code is not compared. */
export const historyTable = ({ machines }: GateHistory): string =>
  `${machines.map(machineText).join('\n\n')}\n`;
