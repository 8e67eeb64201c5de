import { basisFor } from '../basis.ts';
import { type Contest, isNoProbe } from '../contests.ts';
import { formatName } from '../text/words.ts';
import type { BarChart, Row } from './chart-spec.ts';
import { chooseScale } from './choose-scale.ts';
import { cellRows, headedRows, OUTSIDE_COMMAND, reasonOf } from './rows.ts';
import { markedName, unitOf } from './slices.ts';

type Charted = (contests: readonly Contest[], engines: readonly string[]) => BarChart;

/** Input bytes per second: the one speed that stays fair when cells convert files or slices of different size. */
export const throughputChart: Charted = (contests, engines) => {
  const rows = headedRows(contests, (contest) =>
    cellRows(contest, engines, ({ figures }) => figures.inputBytesPerSecond, 'no figure'),
  );
  return {
    kind: 'bars',
    quantity: 'bytesPerSecond',
    axis: 'input converted per second',
    scale: chooseScale(rows),
    rows,
  };
};

/** Peak memory of a fresh process over its whole life. */
export const memoryChart: Charted = (contests, engines) => ({
  kind: 'bars',
  quantity: 'bytes',
  axis: 'peak resident memory',
  scale: 'linear',
  rows: headedRows(contests, (contest) =>
    cellRows(contest, engines, ({ figures }) => figures.peakRssBytes, 'the platform does not tell'),
  ),
});

/** Output over uncompressed input, per format; exact, so it carries no interval. */
export const sizeChart: Charted = (contests, engines) => ({
  kind: 'bars',
  quantity: 'percent',
  axis: 'output size, in percent of the uncompressed input',
  scale: 'linear',
  rows: headedRows(contests, ({ cells }) =>
    cells.flatMap((cell): Row[] => {
      const { engine } = cell;
      if (cell.status !== 'measured') return [{ kind: 'empty', name: engine, because: reasonOf(cell) }];
      const colour = engines.indexOf(engine);
      return Object.entries(cell.outputBytes).map(([format, bytes]) => ({
        kind: 'exact',
        name: `${markedName(cell)} · ${formatName(format)}`,
        colour,
        value: bytes / cell.workload.inputBytes,
      }));
    }),
  ),
});

/** Dollars at the Lambda price for the measured time, per million files or, with unequal files, per TB. */
export function costChart(contest: Contest, engines: readonly string[]): BarChart {
  const { cost } = basisFor(contest.measured);
  const rows = cellRows(contest, engines, cost.of, 'no figure');
  return {
    kind: 'bars',
    quantity: cost.quantity,
    axis: `dollars ${cost.per}`,
    scale: chooseScale(rows),
    rows,
  };
}

/** A fresh process up to its first converted file, against one file of the steady state; a slice is named as one. */
export function startupChart(contest: Contest, engines: readonly string[]): BarChart {
  const rows = contest.cells.filter(isNoProbe).flatMap((cell): Row[] => {
    if (cell.status !== 'measured') return [{ kind: 'empty', name: cell.engine, because: reasonOf(cell) }];
    const { processStartMs, engineOpenMs, firstFileMs, msPerFile } = cell.figures;
    const unit = unitOf(cell);
    const phases = [
      ['process start', processStartMs],
      ['engine open', engineOpenMs],
      [`first ${unit}`, firstFileMs],
      [`steady state, per ${unit}`, msPerFile],
    ] as const;
    const colour = engines.indexOf(cell.engine);
    const bars = phases.map(
      ([name, estimate]): Row =>
        estimate === null
          ? { kind: 'empty', name, because: OUTSIDE_COMMAND }
          : { kind: 'bar', name, colour, estimate },
    );
    return [{ kind: 'head', name: unit === 'slice' ? markedName(cell) : cell.engine }, ...bars];
  });
  return { kind: 'bars', quantity: 'duration', axis: 'time', scale: chooseScale(rows), rows };
}
