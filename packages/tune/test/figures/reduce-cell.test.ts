import { describe, expect, test } from 'vitest';
import { countedSamples } from '../../src/figures/counted-samples.ts';
import { reduceCell } from '../../src/figures/reduce-cell.ts';
import { tuneCellOf } from '../../src/figures/tune-cell-of.ts';
import type { TuneGap } from '../../src/plan/tune-run.ts';
import { around, pricing, sampleOf, samplesOf } from './support/tune-run.ts';

const GB_SECOND = 0.0000166667;
const figuresOf = (samples: ReturnType<typeof samplesOf>, kind: 'warm' | 'cold' | 'restored' = 'warm') =>
  reduceCell(countedSamples(samples, kind), pricing);

describe('figures of a size', () => {
  test('are the times, the bill and the fee for the request', () => {
    const figures = figuresOf(samplesOf([100, 100, 100, 100, 100, 100]));
    expect(figures).toMatchObject({
      samples: 6,
      durationMs: { p50: { median: 100 }, p90: null, trimmedMean: 100 },
      clientMs: { p50: { median: 102 } },
      stagesMs: null,
      cpuMs: null,
      initMs: null,
      maxMemoryUsedMb: 90,
    });
    expect(figures.computeDollarsPerMillion.median).toBeCloseTo(1e6 * 0.1 * GB_SECOND, 9);
    expect(figures.dollarsPerMillion.median).toBeCloseTo(1e6 * 0.1 * GB_SECOND + 0.2, 9);
    expect(figures.dollarsPerGbOfInput).toBe(undefined);
  });

  test('price the mean, as a bill does, where events differ', () => {
    const figures = figuresOf(samplesOf([10, 10, 10, 10, 1000, 10]));
    expect(figures.computeDollarsPerMillion.median).toBeCloseTo(1e6 * 0.175 * GB_SECOND, 9);
    expect(figures.durationMs.p50.median).toBe(10);
  });

  test('count requests to S3 and SQS', () => {
    const requests = { GetObject: 1, PutObject: 2, DeleteMessageBatch: 1 };
    const figures = figuresOf(samplesOf([100, 100], { requests }));
    expect(figures.dollarsPerMillion.median - figures.computeDollarsPerMillion.median).toBeCloseTo(
      0.2 + 0.4 + 10 + 0.4,
      9,
    );
  });

  test('tell the price of a GB of input where it is known of every event', () => {
    const figures = figuresOf(samplesOf([100, 100], { inputBytes: 1e6 }));
    expect(figures.dollarsPerGbOfInput!.median).toBeCloseTo(figures.dollarsPerMillion.median / 1000, 12);
    const partly = [...samplesOf([100], { inputBytes: 1e6 }), ...samplesOf([100])];
    expect(figuresOf(partly).dollarsPerGbOfInput).toBe(undefined);
  });

  test('of our own functions have stages and CPU time', () => {
    const stages = { readMs: 3, parseMs: 5 };
    const figures = figuresOf(samplesOf([100, 100, 100], { stages, cpuMs: 80 }));
    expect(figures).toMatchObject({ stagesMs: stages, cpuMs: { median: 80 } });
  });

  test('have p95 and p99 only from enough samples', () => {
    expect(figuresOf(samplesOf(around(100, 71))).durationMs.p95).toBe(null);
    expect(figuresOf(samplesOf(around(100, 72))).durationMs).toMatchObject({ p99: null });
    expect(figuresOf(samplesOf(around(100, 72))).durationMs.p95).not.toBe(null);
  });

  test('of cold starts have the init, of restored snapshots the restore and its price', () => {
    const cold = samplesOf([100, 100], { outcome: 'cold', initMs: 350, billedMs: 450 });
    expect(figuresOf(cold, 'cold').initMs!.p50.median).toBe(350);
    const restored = samplesOf([100, 100], { outcome: 'restored', restoreMs: 200 });
    const figures = figuresOf(restored, 'restored');
    expect(figures.initMs!.p50.median).toBe(200);
    expect(figures.computeDollarsPerMillion.median).toBeCloseTo(1e6 * (0.1 * GB_SECOND + 0.0001397998), 6);
    const java = { ...pricing, function: { ...pricing.function, runtime: 'java21' } };
    expect(
      reduceCell(countedSamples(restored, 'restored'), java).computeDollarsPerMillion.median,
    ).toBeCloseTo(1e6 * 0.1 * GB_SECOND, 9);
  });

  test('do not say what no sample, or not every sample, told', () => {
    const some = [...samplesOf([100]), ...samplesOf([100], { clientMs: null, maxMemoryUsedMb: null })];
    expect(figuresOf(some)).toMatchObject({ clientMs: null, maxMemoryUsedMb: null });
  });
});

describe('a size', () => {
  const size = { memoryMb: 1024, engine: null, concurrency: 1 };
  const cellOf = (samples: ReturnType<typeof samplesOf>, gap?: TuneGap) =>
    tuneCellOf({ size, samples, gap, load: 'closed-loop' }, pricing);

  test('keeps cold and warm apart, and counts how its samples ended', () => {
    const cold = sampleOf({ outcome: 'cold', initMs: 300, durationMs: 500, billedMs: 800 });
    const cell = cellOf([
      cold,
      ...samplesOf([100, 101]),
      sampleOf({
        outcome: 'throttled',
        durationMs: null,
        billedMs: null,
        throttleReason: 'CallerRateLimitExceeded',
      }),
      sampleOf({ discarded: 'run delay 12 %', durationMs: 900 }),
    ]);
    expect(cell).toMatchObject({
      status: 'measured',
      outcomes: { cold: 1, warm: 2, throttled: 1 },
      discarded: 1,
      warm: { samples: 2, durationMs: { p50: { median: 100.5 } } },
      cold: { samples: 1, durationMs: { p50: { median: 500 } } },
      restored: null,
      throttles: { CallerRateLimitExceeded: 1 },
      answersPerSecond: null,
    });
  });

  test('that times out or runs out of memory is a finding', () => {
    const failed = { durationMs: null, billedMs: null };
    const because = 'Sandbox.Timedout: after 3 s';
    expect(cellOf([sampleOf({ ...failed, outcome: 'timeout', because })])).toMatchObject({
      status: 'finding',
      because,
      outcomes: { timeout: 1 },
    });
    expect(cellOf([sampleOf({ ...failed, outcome: 'out-of-memory' })])).toMatchObject({
      status: 'finding',
      because: 'out-of-memory',
    });
  });

  test('whose samples were all spoiled cannot be measured here', () => {
    expect(cellOf(samplesOf([1, 2], { discarded: 'too busy' }))).toMatchObject({
      status: 'not-measurable',
      discarded: 2,
      because: 'every sample was spoiled: too busy',
    });
  });

  test('says how many of the spoiled ones were cold starts, which are not repeated', () => {
    const spoiled = { discarded: 'too busy' };
    const cell = cellOf([
      ...samplesOf([1, 2]),
      sampleOf(spoiled),
      sampleOf({ ...spoiled, outcome: 'cold' }),
      sampleOf({ ...spoiled, outcome: 'restored' }),
    ]);
    expect(cell).toMatchObject({ status: 'measured', discarded: 3, discardedCold: 2, cold: null });
    expect(cellOf(samplesOf([1, 2], spoiled))).not.toHaveProperty('discardedCold');
  });

  test('without an answer is not measured, and says why', () => {
    expect(cellOf([])).toMatchObject({ status: 'not-measured', because: 'no sample was taken' });
    const failed = sampleOf({ outcome: 'failed', because: 'boom', durationMs: null, billedMs: null });
    expect(cellOf([failed])).toMatchObject({ status: 'not-measured', because: 'boom' });
    const throttled = { ...failed, outcome: 'throttled', because: '429' } as const;
    expect(cellOf([throttled])).toMatchObject({ because: '429' });
  });

  test('that sampling gave up is what sampling says, unless it only took fewer samples', () => {
    const gap = { ...size, because: 'more than half were spoiled' };
    expect(cellOf(samplesOf([1]), { ...gap, status: 'not-measurable' })).toMatchObject({
      status: 'not-measurable',
      because: gap.because,
    });
    expect(cellOf(samplesOf([1]), { ...gap, status: 'not-measured' }).status).toBe('measured');
    expect(cellOf([], { ...gap, status: 'not-measured' })).toMatchObject({ because: gap.because });
  });

  test('under several events at once has answers per second, which throttled ones slow down', () => {
    const at = (ms: number) => ({ startedAt: new Date(Date.UTC(2026, 10, 21) + ms).toISOString() });
    const four = [0, 0, 500, 500].map((ms) => sampleOf({ ...at(ms), clientMs: 500 }));
    const rateOf = (samples: typeof four, concurrency: number, load: 'closed-loop' | 'fixed-rate') =>
      tuneCellOf({ size: { ...size, concurrency }, samples, gap: undefined, load }, pricing);
    expect(rateOf(four, 2, 'closed-loop')).toMatchObject({ answersPerSecond: { median: 4 } });
    expect(rateOf(four, 1, 'fixed-rate')).toMatchObject({ answersPerSecond: { median: 4 } });
    expect(rateOf(four, 1, 'closed-loop')).toMatchObject({ answersPerSecond: null });
    const refused = sampleOf({
      ...at(1500),
      outcome: 'throttled',
      clientMs: 500,
      durationMs: null,
      billedMs: null,
    });
    expect(rateOf([...four, refused], 2, 'closed-loop')).toMatchObject({ answersPerSecond: { median: 2 } });
  });
});
