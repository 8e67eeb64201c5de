import type { JudgedBar, MeasuredCell } from '@parquetry/bench';
import { expect, it } from 'vitest';
import { barsTable } from '../src/commands/bars-table.ts';

const found = (median: number, low = median, high = median) => ({
  median,
  low,
  high,
  confidence: 0.98,
  samples: 7,
});
const bars: JudgedBar[] = [
  {
    of: 'simd',
    metric: 'time',
    limit: 0.42,
    against: 'polars',
    verdict: 'holds',
    found: found(0.31, 0.29, 0.33),
  },
  { of: 'simd', metric: 'output-bytes', limit: 1, against: 'duckdb', verdict: 'fails', found: found(1.1) },
  {
    of: 'simd',
    metric: 'peak-rss',
    limit: 160e6,
    against: null,
    verdict: 'undecided',
    found: found(15e7, 14e7, 17e7),
  },
  { of: 'simd', metric: 'time', limit: 0.2, against: 'old', verdict: 'not-judged', because: 'old is failed' },
  {
    of: 'simd',
    metric: 'time',
    limit: 1.25,
    against: ['reading', 'writing'],
    verdict: 'holds',
    found: found(1.1),
  },
  {
    of: 'simd',
    metric: 'requests-per-file',
    limit: 3.002,
    against: null,
    verdict: 'fails',
    found: found(4),
  },
];

it('shows what was found beside its limit and the verdict', () => {
  const [table] = barsTable([{ bars } as unknown as MeasuredCell]);
  const lines = table!.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(lines).toEqual([
    ['bar', 'found', 'at most', 'verdict'],
    ['simd: time against polars', '0.31x (0.29x–0.33x)', '0.42x', 'holds'],
    ['simd: output size against duckdb', '1.1x', '1x', 'FAILS'],
    ['simd: peak memory', '150 MB (140 MB–170 MB)', '160 MB', 'undecided'],
    ['simd: time against old', '–', '0.2x', 'not judged: old is failed'],
    ['simd: time against the slowest of reading, writing', '1.1x', '1.25x', 'holds'],
    ['simd: requests per file', '4', '3.002', 'FAILS'],
  ]);
});

it('is nothing where there are no bars', () => {
  expect(barsTable([{ bars: [] } as unknown as MeasuredCell])).toEqual([]);
});
