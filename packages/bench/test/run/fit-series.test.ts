import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../src/record/run-record.ts';
import { fitSeries } from '../../src/run/fit-series.ts';

const SIZES = [10, 100, 1_000];

const scenario = {
  name: 'growing',
  store: {
    kind: 's3' as const,
    profile: 'none',
    pipelines: {},
    series: { ours: SIZES.map((files) => `ours-${files}`) },
  },
};

/** Six rounds, each a little slower than the one before. */
const cells = (wallMs: (files: number) => number) =>
  SIZES.map((files) => ({
    engine: `ours-${files}`,
    status: 'measured',
    workload: { files },
    samples: Array.from({ length: 6 }, (_, round) => ({
      round,
      iterations: [{ wallMs: wallMs(files) * (1 + round / 1_000) }],
    })),
  })) as unknown as Measurement[];

describe('fitSeries', () => {
  it('finds what a run costs and what a file costs', () => {
    const [fit] = fitSeries(
      scenario,
      cells((files) => 50 + 2 * files),
    );
    expect(fit).toMatchObject({ scenario: 'growing', of: 'ours', verdict: 'straight' });
    expect(fit?.interceptMs.median).toBeCloseTo(50, 0);
    expect(fit?.msPerFile.median).toBeCloseTo(2, 1);
    expect(fit?.points).toHaveLength(18);
  });

  it('calls a curve bent', () => {
    const [fit] = fitSeries(
      scenario,
      cells((files) => 2 * files + files ** 2 / 100),
    );
    expect(fit?.verdict).toBe('bent');
  });

  it('leaves two sizes undecided, and has no line through one', () => {
    const all = cells((files) => 2 * files);
    expect(fitSeries(scenario, all.slice(1))).toMatchObject([{ verdict: 'undecided', bend: null }]);
    expect(fitSeries(scenario, all.slice(2))).toEqual([]);
  });

  it('has nothing to say of files', () => {
    expect(fitSeries({ name: 'files', store: { kind: 'files' } }, [])).toEqual([]);
  });
});
