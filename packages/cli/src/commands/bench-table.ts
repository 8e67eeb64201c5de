import type { MeasuredCell, Measurement, RunRecord } from '@parquetry/bench';
import { formatBytes, formatCount, formatDuration, formatTable } from '../terminal/format.ts';

const HEADING = [
  'engine',
  'per file',
  'files/min',
  'speed',
  'CPU/file',
  'peak memory',
  '$/M files',
  'speed-up',
  'n',
];
const NUMERIC = new Set([1, 2, 3, 4, 5, 6, 8]);

const significant = (value: number, digits = 3) => Number(value.toPrecision(digits));

function speedup({ versusReference }: MeasuredCell): string {
  if (versusReference === null) return 'reference';
  const { median, low, high } = versusReference.speedup;
  return `${significant(median)}x (${significant(low)}–${significant(high)}) ${versusReference.verdict}`;
}

function measuredRow(cell: MeasuredCell): string[] {
  const { msPerFile, filesPerMinute, inputBytesPerSecond, cpuMsPerFile, peakRssBytes, cost } = cell.figures;
  const sliced = cell.workload.slice === null ? '' : ' *';
  return [
    cell.engine + sliced,
    formatDuration(msPerFile.median),
    formatCount(significant(filesPerMinute.median)),
    `${formatBytes(inputBytesPerSecond.median)}/s`,
    formatDuration(cpuMsPerFile.median),
    peakRssBytes === null ? '–' : formatBytes(peakRssBytes.median),
    `$${significant(cost.dollarsPerMillionFiles.median)}`,
    speedup(cell),
    `${msPerFile.samples}`,
  ];
}

function reason(measurement: Exclude<Measurement, MeasuredCell>): string {
  switch (measurement.status) {
    case 'unsupported':
      return `unsupported: ${measurement.because}`;
    case 'wrong-output':
      return `WRONG OUTPUT: ${measurement.mismatch}`;
    case 'failed':
      return `FAILED: ${measurement.error}`;
    default:
      return measurement satisfies never;
  }
}

function sliceNotes(cells: readonly MeasuredCell[]): string[] {
  return cells.flatMap(({ engine, workload }) => {
    const { slice } = workload;
    if (slice === null) return [];
    const part = `${formatBytes(workload.inputBytes)} of ${formatBytes(slice.ofBytes)}`;
    return [`  * ${engine} converts ${part}: ${slice.because}`];
  });
}

/** What a run found, as text: a table for each scenario. */
export function benchTable(record: RunRecord): string {
  const sections = record.scenarios.map((scenario) => {
    const cells = record.measurements.filter((measurement) => measurement.scenario === scenario.name);
    const measured = cells.filter((cell) => cell.status === 'measured');
    const table = formatTable([HEADING, ...measured.map(measuredRow)], NUMERIC);
    const others = cells
      .filter((cell) => cell.status !== 'measured')
      .map((cell) => `  ${cell.engine} ${reason(cell)}`);
    const formats = scenario.plan.formats
      .map((format) => (format === 'avro' ? 'Avro' : 'Parquet'))
      .join(' + ');
    const title = `${scenario.name}: ${scenario.title}, CSV → ${formats} (${record.place})`;
    return [title, table, ...sliceNotes(measured), ...others].join('\n');
  });
  return sections.join('\n\n');
}
