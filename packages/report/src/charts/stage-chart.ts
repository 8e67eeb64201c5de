import type { MeasuredCell } from '@parquetry/bench/record';
import { type Contest, isNoProbe } from '../contests.ts';
import type { ShareChart, StackRow } from './chart-spec.ts';
import { OUTSIDE_COMMAND, reasonOf } from './rows.ts';
import { unitOf } from './slices.ts';

type Stages = NonNullable<MeasuredCell['figures']['stagesPerFile']>;

/** Stages in the order in which a file goes through them. */
const STAGES = [
  { key: 'readMs', label: 'Read' },
  { key: 'parseMs', label: 'Parse' },
  { key: 'encodeParquetMs', label: 'Encode Parquet' },
  { key: 'encodeAvroMs', label: 'Encode Avro' },
  { key: 'writeMs', label: 'Write' },
] as const satisfies readonly { key: keyof Stages; label: string }[];

/** Where the time of one file goes: each stage's share of all stages, which keeps fast and slow engines readable. */
export function stageChart({ cells }: Contest): ShareChart {
  const rows = cells.filter(isNoProbe).map((cell): StackRow => {
    const name = cell.engine;
    if (cell.status !== 'measured')
      return { name, values: [], whole: null, unit: 'file', because: reasonOf(cell) };
    const unit = unitOf(cell);
    const { stagesPerFile: stages, msPerFile } = cell.figures;
    if (stages === null) return { name, values: [], whole: null, unit, because: OUTSIDE_COMMAND };
    return { name, values: STAGES.map(({ key }) => stages[key]), whole: msPerFile.median, unit, because: '' };
  });
  return {
    kind: 'shares',
    quantity: 'duration',
    axis: 'share of the time in stages',
    parts: STAGES.map(({ label }) => label),
    rows,
  };
}
