import type { ClaimsRecord, JudgedLadder, JudgedRung } from '@parquetry/bench/record';
import type { BarChart, Row } from './chart-spec.ts';
import { chooseScale } from './choose-scale.ts';

/** By what a rung is: engines are a colour of their own, because no verdict rests on them. */
const COLOURS = { baseline: 0, alone: 1, together: 2, engine: 3 } as const;

/** Of the report: five to ten times as fast. */
const CLAIMED = { low: 5, high: 10 } as const;

function rowOf({ title, kind, result }: JudgedRung): Row {
  if (result.status === 'missing') return { kind: 'empty', name: title, because: result.because };
  const colour = COLOURS[kind];
  const { timesAsFast } = result;
  return timesAsFast === null
    ? { kind: 'exact', name: title, colour, value: 1 }
    : { kind: 'bar', name: title, colour, estimate: timesAsFast };
}

/** How many times as fast as the baseline each rung is; the claimed range as a band. */
export function ladderChart({ rungs }: JudgedLadder): BarChart {
  const rows = rungs.map(rowOf);
  return {
    kind: 'bars',
    quantity: 'times',
    axis: 'times as fast per file as the original',
    scale: chooseScale(rows),
    band: CLAIMED,
    rows,
  };
}

/** The codecs by themselves. */
export function codecsChart({ codecs }: ClaimsRecord): BarChart {
  const rows = codecs.map(({ name, msPerFile, because }, index): Row => {
    if (msPerFile === null) return { kind: 'empty', name, because: because ?? 'no figure' };
    return {
      kind: 'bar',
      name,
      colour: index === 0 ? COLOURS.baseline : COLOURS.engine,
      estimate: msPerFile,
    };
  });
  return {
    kind: 'bars',
    quantity: 'duration',
    axis: 'time per file, Parquet only, no store',
    scale: chooseScale(rows),
    rows,
  };
}
