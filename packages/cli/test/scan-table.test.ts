import type { RankedFunction, ScanRow } from '@parquetry/tune';
import { expect, it } from 'vitest';
import { findingLines, scanTable } from '../src/commands/tune/scan-table.ts';

const estimate = (median: number) => ({
  median,
  low: median / 2,
  high: median * 2,
  confidence: 0.95,
  samples: 12,
});

const ranked = (name: string, finding: RankedFunction['saving']['finding'], timeouts = 0): ScanRow => ({
  status: 'ranked',
  name,
  memoryMb: 1024,
  architecture: 'x86_64',
  invocationsPerMonth: 1_234_567,
  reports: 12,
  durationMs: estimate(812),
  coldShare: 0.025,
  timeouts,
  maxMemoryUsedMb: 189.4,
  dollarsPerMonth: estimate(12.345),
  saving: { smallestMb: 256, mostDollarsPerMonth: 9.26, finding, because: '' },
});

const idle: ScanRow = { status: 'unranked', name: 'idle', because: 'it was not invoked' };

it('a function is a line, with its counts rounded to what is known of them', () => {
  const [heading, line, ...others] = scanTable([ranked('orders', 'memory-to-spare'), idle]).split('\n');
  expect(heading).toMatch(/^function +size +used +events\/month +median +cold +\$\/month +saves at most +n$/);
  expect(line).toMatch(
    /^orders +1024 MB +190 MB +1,230,000 +812 ms +2\.5 % +\$12\.3 \(\$6\.17–\$24\.7\) +\$9\.26 +12$/,
  );
  expect(others).toEqual([]);
});

it('findings are told once, with the names of the functions; then time-outs, then what has no figures', () => {
  const rows = [
    ranked('a', 'memory-to-spare'),
    ranked('b', 'more-than-one-core', 3),
    ranked('c', 'memory-to-spare'),
    ranked('d', 'little-memory-left'),
    ranked('e', 'nothing-to-save'),
    idle,
  ];
  expect(findingLines(rows).map((line) => line.replace(/ \(.*\)/, ''))).toEqual([
    '  more than one core: b',
    '  memory to spare: a, c',
    '  little memory left: d',
    '  no smaller size has room: e',
    '  b: 3 of 12 timed out',
    '  idle: no figures, it was not invoked',
  ]);
});

it('a region of which nothing is known has no table', () => {
  expect(scanTable([idle])).toBe('no function has figures');
});
