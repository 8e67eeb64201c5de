import type { Estimate, MeasuredTuneCell, TuneRecord } from '@parquetry/bench/record';
import {
  cellOf,
  concurrenciesTried,
  isMeasured,
  megabytes,
  memoriesTried,
  sizeName,
  type TuneSize,
  whyNoFigure,
} from '../tune/tune-sizes.ts';
import type { BarChart, DotChart, DotPlace, Row } from './chart-spec.ts';
import { dotScale } from './dot-scale.ts';

interface Drawn {
  readonly of: (cell: MeasuredTuneCell) => Estimate | null | undefined;
  readonly missing: string;
  readonly quantity: DotChart['quantity'];
  readonly axis: string;
}

function placeAt(tune: TuneRecord, column: number, size: TuneSize, { of, missing }: Drawn): DotPlace {
  const cell = cellOf(tune, size);
  if (!isMeasured(cell)) return { kind: 'empty', column, because: whyNoFigure(cell, 'warm') };
  const estimate = of(cell) ?? null;
  return estimate === null
    ? { kind: 'empty', column, because: missing }
    : { kind: 'measured', column, estimate, dots: [] };
}

/** Loads of which the figure is taken at all. */
const loadsShown = (tune: TuneRecord, { of }: Drawn): number[] =>
  concurrenciesTried(tune).filter((atOnce) =>
    tune.cells.some((cell) => cell.concurrency === atOnce && isMeasured(cell) && (of(cell) ?? null) !== null),
  );

function againstLoad(tune: TuneRecord, engine: string | null, drawn: Drawn): DotChart {
  const { load } = tune.plan;
  const isRate = load.kind === 'fixed-rate';
  const loads = loadsShown(tune, drawn);
  const series = memoriesTried(tune)
    .map((memoryMb, colour) => ({
      name: megabytes(memoryMb),
      colour,
      places: loads.map((concurrency, column) =>
        placeAt(tune, column, { memoryMb, engine, concurrency }, drawn),
      ),
    }))
    .filter(({ places }) => places.some(({ kind }) => kind === 'measured'));
  return {
    kind: 'dots',
    quantity: drawn.quantity,
    axis: drawn.axis,
    columnAxis: isRate ? 'events sent in a second' : 'events at once, not to scale',
    scale: dotScale(series),
    colours: 'parts',
    columns: loads.map((atOnce) => ({
      name: isRate ? String(load.perSecond) : String(atOnce),
      marks: [],
      isChosen: false,
      isCurrent: false,
    })),
    series,
  };
}

/** Answers per second against the events at once. */
export const answerRateChart = (tune: TuneRecord, engine: string | null): DotChart =>
  againstLoad(tune, engine, {
    of: ({ answersPerSecond }) => answersPerSecond,
    missing: 'not counted',
    quantity: 'rate',
    axis: 'answers per second',
  });

const QUANTILES = ['p99', 'p95', 'p90', 'p50'] as const;

/** The outermost quantile of the client's times that the samples of any size give an interval for. */
export function outermostQuantile({ cells }: TuneRecord): (typeof QUANTILES)[number] | undefined {
  const measured = cells.filter(isMeasured);
  return QUANTILES.find((quantile) =>
    measured.some(({ warm }) => (warm?.clientMs?.[quantile] ?? null) !== null),
  );
}

/** What the slowest events made the client wait, against the events at once. */
export const slowestChart = (
  tune: TuneRecord,
  engine: string | null,
  quantile: (typeof QUANTILES)[number],
): DotChart =>
  againstLoad(tune, engine, {
    of: ({ warm }) => warm?.clientMs?.[quantile],
    missing: `too few samples for a ${quantile} with an interval`,
    quantity: 'duration',
    axis: `${quantile} of the wait`,
  });

/** How often each reason was given for turning an event away. */
export function throttleChart(tune: TuneRecord): BarChart {
  const measured = tune.cells.filter(isMeasured);
  const reasons = [...new Set(measured.flatMap(({ throttles }) => Object.keys(throttles)))];
  const rows = reasons.flatMap((reason): Row[] => [
    { kind: 'head', name: reason },
    ...measured.flatMap((cell): Row[] => {
      const value = cell.throttles[reason];
      return value === undefined ? [] : [{ kind: 'exact', name: sizeName(cell, tune), colour: 1, value }];
    }),
  ]);
  return { kind: 'bars', quantity: 'count', axis: 'events turned away', scale: 'linear', rows };
}
