import type { TuneRecord } from '@parquetry/bench/record';
import { formatName } from '../text/words.ts';
import {
  cellOf,
  figuresOf,
  memoriesTried,
  sizeName,
  usualConcurrency,
  usualStart,
  whyNoFigure,
} from '../tune/tune-sizes.ts';
import type { ShareChart, StackRow } from './chart-spec.ts';

/** `encodeParquetMs` → `Encode Parquet`. */
export function stageName(key: string): string {
  const words = key.replace(/Ms$/, '').split(/(?=[A-Z])/);
  const [first = '', ...rest] = words.map((word) => word.toLowerCase());
  return [first.charAt(0).toUpperCase() + first.slice(1), ...rest.map(formatName)].join(' ');
}

/** Where the time of an event goes, size by size; nothing for functions that do not tell. */
export function tuneStageChart(tune: TuneRecord, engine: string | null): ShareChart | undefined {
  const concurrency = usualConcurrency(tune);
  const sizes = memoriesTried(tune).map((memoryMb) => ({ memoryMb, engine, concurrency }));
  const stagesOf = (size: (typeof sizes)[number]) => {
    return figuresOf(tune, size)?.stagesMs ?? null;
  };
  const keys = [...new Set(sizes.flatMap((size) => Object.keys(stagesOf(size) ?? {})))];
  if (keys.length === 0) return undefined;
  const rows = sizes.map((size): StackRow => {
    const figures = figuresOf(tune, size);
    const stages = stagesOf(size);
    const name = sizeName(size, tune);
    if (figures === undefined || stages === null) {
      const because = whyNoFigure(cellOf(tune, size), usualStart(tune));
      return { name, values: [], whole: null, unit: 'event', because };
    }
    const whole = figures.durationMs.p50.median;
    return { name, values: keys.map((key) => stages[key] ?? 0), whole, unit: 'event', because: '' };
  });
  return {
    kind: 'shares',
    quantity: 'duration',
    axis: 'share of the time in stages',
    parts: keys.map(stageName),
    rows,
  };
}
