import type { TuneCell } from '@parquetry/bench';

/** As sizes are called in tables and notes: `1769 MB simd ×4`, without what is not varied. */
export function sizeName({
  concurrency,
  engine,
  memoryMb,
}: Pick<TuneCell, 'concurrency' | 'engine' | 'memoryMb'>): string {
  const words = [
    `${memoryMb} MB`,
    ...(engine === null ? [] : [engine]),
    ...(concurrency === 1 ? [] : [`×${concurrency}`]),
  ];
  return words.join(' ');
}
