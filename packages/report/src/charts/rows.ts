import type { Estimate, MeasuredCell, Measurement } from '@parquetry/bench/record';
import type { Contest } from '../contests.ts';
import type { Row } from './chart-spec.ts';
import { markedName } from './slices.ts';

/** Why a measured cell may lack stages and start-up. */
export const OUTSIDE_COMMAND = 'an outside command, which cannot be looked into';

/** Why a cell has no figure, in words; empty for a measured one. */
export function reasonOf(cell: Measurement): string {
  switch (cell.status) {
    case 'measured':
      return '';
    case 'unsupported':
      return `unsupported: ${cell.because}`;
    case 'wrong-output':
      return `wrong output: ${cell.mismatch}`;
    case 'failed':
      return `failed: ${cell.error}`;
    default:
      return cell satisfies never;
  }
}

/** One row per cell of a contest, in the record's order: a bar where `pick` finds a figure, a reason where there is none. */
export function cellRows(
  { cells }: Contest,
  engines: readonly string[],
  pick: (cell: MeasuredCell) => Estimate | null,
  missing: string,
): Row[] {
  return cells.map((cell): Row => {
    const { engine } = cell;
    if (cell.status !== 'measured') return { kind: 'empty', name: engine, because: reasonOf(cell) };
    const name = markedName(cell);
    const estimate = pick(cell);
    if (estimate === null) return { kind: 'empty', name, because: missing };
    return { kind: 'bar', name, colour: engines.indexOf(engine), estimate };
  });
}

/** The rows of several contests in one chart, each under its heading. */
export function headedRows(
  contests: readonly Contest[],
  rowsOf: (contest: Contest) => readonly Row[],
): Row[] {
  if (contests.length === 1) return contests.flatMap(rowsOf);
  return contests.flatMap((contest): Row[] => [{ kind: 'head', name: contest.label }, ...rowsOf(contest)]);
}
