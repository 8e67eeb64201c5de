import type { Estimate, TuneCell, TuneRecord } from '@parquetry/bench/record';
import type { CalibrationFile } from './calibration.ts';

/** What a kernel took here and there. */
export interface PlaceComparison {
  readonly errors: CalibrationFile['errors'];
  /** Sizes that one of the places has no figures of. */
  readonly gaps: readonly { readonly memoryMb: number; readonly because: string }[];
}

/**
 * The ratio of two medians that were measured apart, less one: from the end of one interval to the other end of the other,
 * so that it holds wherever both do. Its confidence is what is left when the chances of either to miss are added (Bonferroni).
 */
export function ratioOfMedians(local: Estimate, there: Estimate): Estimate {
  return {
    median: local.median / there.median - 1,
    low: local.low / there.high - 1,
    high: local.high / there.low - 1,
    confidence: Math.max(0, local.confidence + there.confidence - 1),
    samples: Math.min(local.samples, there.samples),
  };
}

function warmOf(cell: TuneCell | undefined): Estimate | string {
  if (cell === undefined) return 'it was not planned';
  if (cell.status !== 'measured') return cell.because;
  return cell.warm === null ? 'it has no warm sample' : cell.warm.durationMs.p50;
}

/** Sizes of two tunes of the same kernel, by their warm medians. */
export function comparePlaces(local: TuneRecord, there: TuneRecord): PlaceComparison {
  const errors: CalibrationFile['errors'] = [];
  const gaps: { memoryMb: number; because: string }[] = [];
  for (const memoryMb of local.plan.memoryMb) {
    const at = ({ cells }: TuneRecord) => warmOf(cells.find((cell) => cell.memoryMb === memoryMb));
    const [localMs, functionMs] = [at(local), at(there)];
    if (typeof localMs === 'string') gaps.push({ memoryMb, because: `here: ${localMs}` });
    else if (typeof functionMs === 'string') gaps.push({ memoryMb, because: `there: ${functionMs}` });
    else errors.push({ memoryMb, relativeError: ratioOfMedians(localMs, functionMs), localMs, functionMs });
  }
  return { errors, gaps };
}
