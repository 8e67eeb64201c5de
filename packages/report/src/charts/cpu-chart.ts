import type { Contest } from '../contests.ts';
import { requestCpuMs, trafficOf } from '../traffic.ts';
import type { BarChart, Row } from './chart-spec.ts';
import { chooseScale } from './choose-scale.ts';
import { reasonOf } from './rows.ts';

/** CPU time of one file, and of its requests by themselves where a probe tells. */
export function cpuChart(contest: Contest, engines: readonly string[]): BarChart {
  const others = contest.cells.flatMap((cell): Row[] =>
    cell.status === 'measured' ? [] : [{ kind: 'empty', name: cell.engine, because: reasonOf(cell) }],
  );
  const rows = trafficOf(contest).flatMap((one): Row[] => {
    const { cell } = one;
    const colour = engines.indexOf(cell.engine);
    const estimate = cell.figures.cpuMsPerFile;
    const requests = requestCpuMs(one, contest);
    const whole: Row = { kind: 'bar', name: cell.engine, colour, estimate };
    if (requests === undefined) return [whole];
    return [whole, { kind: 'bar', name: `${cell.engine}, its requests alone`, colour, estimate: requests }];
  });
  return {
    kind: 'bars',
    quantity: 'duration',
    axis: 'CPU time per file, all threads',
    scale: chooseScale(rows),
    rows: [...rows, ...others],
  };
}
