import type { Estimate, TuneCell, TuneRecord } from '@parquetry/bench';
import { formatDuration, formatTable } from '../../terminal/format.ts';
import { dollars, range } from './figures.ts';

const optional = (estimate: Estimate | null | undefined) =>
  estimate ? formatDuration(estimate.median) : '–';

function sizeName({ concurrency, engine, memoryMb }: TuneCell): string {
  const words = [
    `${memoryMb} MB`,
    ...(engine === null ? [] : [engine]),
    ...(concurrency === 1 ? [] : [`×${concurrency}`]),
  ];
  return words.join(' ');
}

function cellRow(cell: TuneCell): string[] {
  if (cell.status !== 'measured') return [sizeName(cell), cell.status, '', '', '', '', '', ''];
  const { cold, discarded, warm } = cell;
  const shown = warm ?? cold;
  return [
    sizeName(cell),
    shown ? range(formatDuration, shown.durationMs.p50) : '–',
    optional(shown?.durationMs.p95),
    optional(cold?.initMs?.p50),
    shown ? range(dollars, shown.dollarsPerMillion) : '–',
    shown?.maxMemoryUsedMb ? `${Math.round(shown.maxMemoryUsedMb)} MB` : '–',
    `${shown?.samples ?? 0}`,
    discarded > 0 ? `${discarded}` : '',
  ];
}

const HEADING = ['size', 'median', 'p95', 'init', '$/M events', 'memory', 'n', 'discarded'];
const RIGHT = new Set([1, 2, 3, 4, 5, 6, 7]);

/** One line for each size, then why some have no figures. */
export function tuneTable({ cells }: TuneRecord): string {
  const reasons = cells.flatMap((cell) =>
    cell.status === 'measured' ? [] : [`  ${sizeName(cell)}: ${cell.because}`],
  );
  return [formatTable([HEADING, ...cells.map(cellRow)], RIGHT), ...reasons].join('\n');
}

/** The answers, one line each. */
export const answersText = ({ answers }: TuneRecord): string => {
  const width = Math.max(...answers.map(({ question }) => question.length));
  return answers.map(({ because, question }) => `${question.padEnd(width)}  ${because}`).join('\n');
};

/** A tune beside other things: what it is about, the sizes, the answers. */
export const tuneText = (tune: TuneRecord): string =>
  `${tune.function.name}: memory sizes, on a Lambda of this machine (${tune.calibration.status})\n${tuneTable(tune)}\n\n${answersText(tune)}\n`;
