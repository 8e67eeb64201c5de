import type { MeasuredCell, Measurement, RunRecord } from '@parquetry/bench';
import { formatBytes, formatCount, formatDuration, formatTable } from '../terminal/format.ts';
import { barsTable } from './bars-table.ts';
import { fitLines, trafficTable } from './traffic-table.ts';

const HEADING = [
  'engine',
  'speed',
  'per file',
  'files/min',
  '$/M files',
  '$/TB',
  'peak memory',
  'speed-up',
  'n',
];
const NUMERIC = new Set([1, 2, 3, 4, 5, 6, 8]);
const BYTES_PER_TB = 1e12;
const MILLION = 1e6;

const significant = (value: number, digits = 3) => Number(value.toPrecision(digits));

function speedup({ versusReference, engine }: MeasuredCell, reference: string): string {
  if (versusReference === null) return engine === reference ? 'reference' : '–';
  const { median, low, high } = versusReference.speedup;
  return `${significant(median)}x (${significant(low)}–${significant(high)}) ${versusReference.verdict}`;
}

/** A slice of one file has a time, but it is not the time per file. */
function convertsWholeFiles({ slice, files }: MeasuredCell['workload']): boolean {
  return slice === null || files < slice.ofFiles;
}

function perFileColumns({ figures, workload }: MeasuredCell): string[] {
  if (!convertsWholeFiles(workload)) return ['–', '–', '–'];
  const { msPerFile, filesPerMinute, cost } = figures;
  return [
    formatDuration(msPerFile.median),
    formatCount(significant(filesPerMinute.median)),
    `$${significant(cost.dollarsPerMillionFiles.median)}`,
  ];
}

function measuredRow(cell: MeasuredCell, reference: string): string[] {
  const { figures, workload } = cell;
  const { msPerFile, inputBytesPerSecond, peakRssBytes, cost } = figures;
  const millionFilesBytes = (workload.inputBytes / workload.files) * MILLION;
  return [
    cell.engine + (workload.slice === null ? '' : ' *'),
    `${formatBytes(inputBytesPerSecond.median)}/s`,
    ...perFileColumns(cell),
    `$${significant((cost.dollarsPerMillionFiles.median / millionFilesBytes) * BYTES_PER_TB)}`,
    peakRssBytes === null ? '–' : formatBytes(peakRssBytes.median),
    speedup(cell, reference),
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

/** What a contender does beside, or instead of, what its name says. */
function pipelineNotes(cells: readonly MeasuredCell[]): string[] {
  return cells.flatMap(({ engine, probe, pipeline }) => {
    if (probe !== undefined) return [`  ${engine} ${probe}`];
    return pipeline?.formats === undefined
      ? []
      : [`  ${engine} writes ${pipeline.formats.join(' and ')} only`];
  });
}

/** What became of columns whose types a contender found out by rules of its own. */
function retypedNotes(cells: readonly MeasuredCell[]): string[] {
  return cells.flatMap(({ engine, retyped }) => {
    if (retyped === undefined) return [];
    const columns = retyped.map(({ column, expected, found }) => `${column} ${found} (${expected})`);
    const what =
      columns.length === 0 ? 'every column as meant' : `otherwise than meant: ${columns.join(', ')}`;
    return [`  ${engine} typed ${what}`];
  });
}

/** What a run found, as text: a table for each scenario. */
export function benchTable(record: RunRecord): string {
  const sections = record.scenarios.map((scenario) => {
    const cells = record.measurements.filter((measurement) => measurement.scenario === scenario.name);
    const measured = cells.filter((cell) => cell.status === 'measured');
    const table = formatTable(
      [HEADING, ...measured.map((cell) => measuredRow(cell, scenario.reference))],
      NUMERIC,
    );
    const others = cells
      .filter((cell) => cell.status !== 'measured')
      .map((cell) => `  ${cell.engine} ${reason(cell)}`);
    const formats = scenario.plan.formats
      .map((format) => (format === 'avro' ? 'Avro' : 'Parquet'))
      .join(' + ');
    const title = `${scenario.name}: ${scenario.title}, ${scenario.dataset.format} → ${formats} (${record.place})`;
    return [
      title,
      table,
      ...sliceNotes(measured),
      ...pipelineNotes(measured),
      ...retypedNotes(measured),
      ...others,
      ...trafficTable(measured),
      ...fitLines(record.fits.filter((fit) => fit.scenario === scenario.name)),
      ...barsTable(measured),
    ].join('\n');
  });
  return sections.join('\n\n');
}
