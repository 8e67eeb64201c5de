import type { Estimate, LineFitRecord, MeasuredCell } from '@parquetry/bench';
import { expect, it } from 'vitest';
import { fitLines, trafficTable } from '../src/commands/traffic-table.ts';

const found = (median: number, low = median, high = median): Estimate => ({
  median,
  low,
  high,
  confidence: 0.95,
  samples: 6,
});

it('requests stand beside connections and CPU time', () => {
  const traffic = {
    requestsPerFile: found(3.002),
    connectionsOpened: found(32),
    serverCpuMsPerRequest: found(0.31),
    cacheHitRate: null,
  };
  const cells = [
    { engine: 'simd', figures: { traffic, cpuMsPerFile: found(2.1) } },
    {
      engine: 'cached',
      figures: {
        traffic: { ...traffic, serverCpuMsPerRequest: null, cacheHitRate: found(0.2) },
        cpuMsPerFile: found(1),
      },
    },
    { engine: 'convert-alone', figures: { cpuMsPerFile: found(1) } },
  ] as unknown as MeasuredCell[];
  const [table] = trafficTable(cells);
  expect(table!.split('\n').map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['engine', 'requests/file', 'connections', 'CPU/file', 'server CPU/request', 'cache hits'],
    ['simd', '3.002', '32', '2.1 ms', '310 µs', '–'],
    ['cached', '3.002', '32', '1 ms', '–', '20 %'],
  ]);
});

it('there is no table where no store took part', () => {
  expect(trafficTable([{ engine: 'simd', figures: {} } as MeasuredCell])).toEqual([]);
});

it('a line through times is one line, whatever its sign', () => {
  const lineOf = (interceptMs: number, bend: Estimate | null): LineFitRecord => ({
    scenario: 's',
    of: 'simd',
    points: [],
    interceptMs: found(interceptMs),
    msPerFile: found(2.5, 2.4, 2.6),
    bend,
    verdict: bend === null ? 'undecided' : 'straight',
  });
  expect(fitLines([lineOf(21, found(0.012, -0.008, 0.016)), lineOf(-3, null)])).toEqual([
    '  simd: 21 ms + 2.5 ms per file (2.4 ms–2.6 ms), bend 1.2 % (-0.8 %–1.6 %): straight',
    '  simd: −3 ms + 2.5 ms per file (2.4 ms–2.6 ms): undecided',
  ]);
});
