import type { CalibrationFile, PlaceComparison } from '@parquetry/tune';
import { formatTable } from '../../terminal/format.ts';
import { durationRange, range, signedPercent } from './figures.ts';

const HEADING = ['size', 'here', 'there', 'here against there', 'n'];
const RIGHT = new Set([1, 2, 3, 4]);

/** What the kernel took here and there, with intervals; then the sizes that cannot be compared. */
export function calibrationTable({ errors }: CalibrationFile, gaps: PlaceComparison['gaps']): string {
  const rows = errors.map(({ functionMs, localMs, memoryMb, relativeError }) => [
    `${memoryMb} MB`,
    durationRange(localMs),
    durationRange(functionMs),
    range(signedPercent, relativeError, ' to '),
    `${relativeError.samples}`,
  ]);
  const lines = gaps.map(({ because, memoryMb }) => `  ${memoryMb} MB: ${because}`);
  return [formatTable([HEADING, ...rows], RIGHT), ...lines].join('\n');
}
