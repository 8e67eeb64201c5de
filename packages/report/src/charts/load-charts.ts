import type { Estimate, MeasuredTuneCell, TuneRecord } from '@parquetry/bench/record';
import {
  cellOf,
  concurrenciesTried,
  enginesTried,
  isMeasured,
  megabytes,
  memoriesTried,
  sizeName,
  type TuneSize,
  whyNoFigure,
} from '../tune/tune-sizes.ts';
import type { BarChart, DotChart, DotPlace } from './chart-spec.ts';
import { dotScale } from './dot-scale.ts';

type Pick = (cell: MeasuredTuneCell) => Estimate | null | undefined;

function placeAt(tune: TuneRecord, column: number, size: TuneSize, pick: Pick, missing: string): DotPlace {
  const cell = cellOf(tune, size);
  if (!isMeasured(cell)) return { kind: 'empty', column, because: whyNoFigure(cell, 'warm') };
  const estimate = pick(cell);
  return estimate == null
    ? { kind: 'empty', column, because: missing }
    : { kind: 'measured', column, estimate, dots: [] };
}

function againstLoad(
  tune: TuneRecord,
  pick: Pick,
  missing: string,
  look: { readonly quantity: DotChart['quantity']; readonly axis: string },
): DotChart {
  const several = enginesTried(tune).length > 1;
  const concurrencies = concurrenciesTried(tune);
  const series = memoriesTried(tune)
    .flatMap((memoryMb) => enginesTried(tune).map((engine) => ({ memoryMb, engine })))
    .map(({ memoryMb, engine }, colour) => ({
      name: `${megabytes(memoryMb)}${several && engine !== null ? ` with ${engine}` : ''}`,
      colour,
      places: concurrencies.map((concurrency, column) =>
        placeAt(tune, column, { memoryMb, engine, concurrency }, pick, missing),
      ),
    }))
    .filter(({ places }) => places.some(({ kind }) => kind === 'measured'));
  return {
    ...look,
    kind: 'dots',
    columnAxis: 'events at once; at equal distances, not to scale',
    scale: dotScale(series),
    colours: 'parts',
    columns: concurrencies.map((atOnce) => ({
      name: String(atOnce),
      marks: [],
      isChosen: false,
      isCurrent: false,
    })),
    series,
  };
}

/** Answers per second against the events at once. */
export const answerRateChart = (tune: TuneRecord): DotChart =>
  againstLoad(tune, ({ answersPerSecond }) => answersPerSecond, 'not counted one at a time', {
    quantity: 'rate',
    axis: 'answers per second',
  });

/** The slowest hundredth of events as the client saw them, against the events at once. */
export const slowestChart = (tune: TuneRecord): DotChart =>
  againstLoad(tune, ({ warm }) => warm?.clientMs?.p99, 'too few samples for a p99 with an interval', {
    quantity: 'duration',
    axis: 'p99 of the time that the client waited',
  });

/** How often each reason was given for turning an event away. */
export function throttleChart(tune: TuneRecord): BarChart {
  const rows = tune.cells.filter(isMeasured).flatMap((cell) =>
    Object.entries(cell.throttles).map(([reason, value]) => ({
      kind: 'exact' as const,
      name: `${sizeName(cell, tune)}: ${reason}`,
      colour: 1,
      value,
    })),
  );
  return { kind: 'bars', quantity: 'count', axis: 'events turned away', scale: 'linear', rows };
}
