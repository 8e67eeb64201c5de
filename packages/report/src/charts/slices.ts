import type { MeasuredCell } from '@parquetry/bench/record';

/** What the cell's figures per file are for: a file as it is, or a slice cut from one. */
export function unitOf({ workload: { slice, files } }: MeasuredCell): 'file' | 'slice' {
  return slice !== null && files === slice.ofFiles ? 'slice' : 'file';
}

/** The engine, marked where it converts less than the scenario's data. */
export function markedName({ engine, workload }: MeasuredCell): string {
  return workload.slice === null ? engine : `${engine} (slice)`;
}

/** What the mark of {@link markedName} means for a chart of these cells; empty where none carries it. */
export function sliceNote(cells: readonly MeasuredCell[], consequence: string): string {
  const hasSlice = cells.some(({ workload }) => workload.slice !== null);
  return hasSlice ? ` An engine marked (slice) converted only part of the data: ${consequence}` : '';
}
