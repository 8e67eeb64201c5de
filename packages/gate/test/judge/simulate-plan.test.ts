import { boundProportion } from '@parquetry/bench/statistics';
import { describe, expect, it } from 'vitest';
import { type SimulatedNoise, simulatePlan } from '../../src/judge/simulate-plan.ts';
import { PLAN } from './simulated.ts';

const RUNS = 400;
/** One in ten thousand truths would look further from what is claimed than a bound lets them. */
const TAIL = 1e-4;

const simulate = (noise: SimulatedNoise, slowdown: number, comparisons = 1) =>
  simulatePlan({ plan: PLAN, noise, slowdown, comparisons, runs: RUNS, seed: 11 });
const boundsOf = (share: number, runs = RUNS) => boundProportion(Math.round(share * runs), runs, TAIL);

const NOISES: readonly SimulatedNoise[] = (['normal', 'spiky'] as const).flatMap((shape) =>
  [0.03, 0.05, 0.08].map((sd) => ({ shape, sd })),
);

describe('the standard plan, simulated', () => {
  it.each(NOISES)('alarms in at most one of 100 runs without a change: $shape, sd $sd', (noise) => {
    const { regression } = simulate(noise, 0);
    expect(boundsOf(regression).low).toBeLessThanOrEqual(0.01);
  });

  it('alarms in so few of all these runs that more than one of 100 can be excluded', () => {
    const alarms = NOISES.map((noise) => simulate(noise, 0).regression * RUNS);
    const all = alarms.reduce((sum, one) => sum + one, 0);
    expect(boundProportion(Math.round(all), RUNS * NOISES.length, 0.05).high).toBeLessThan(0.01);
  });

  it('blocks none of these runs for being undecided', () => {
    for (const noise of NOISES) expect(simulate(noise, 0).undecidedBeyond10Percent).toBe(0);
  });

  it.each(NOISES.filter(({ sd }) => sd <= 0.05))(
    'sees +5 % in at least 95 of 100 runs: $shape, sd $sd',
    (noise) => {
      expect(boundsOf(simulate(noise, 0.05).regression).low).toBeGreaterThan(0.95);
    },
  );

  it.each(NOISES)('sees +10 % in at least 99 of 100 runs: $shape, sd $sd', (noise) => {
    expect(boundsOf(simulate(noise, 0.1).regression).high).toBeGreaterThanOrEqual(0.99);
    expect(simulate(noise, 0.1).pass).toBe(0);
  });

  it.each(NOISES)('never alarms for what became faster: $shape, sd $sd', (noise) => {
    expect(simulate(noise, -0.05)).toMatchObject({ regression: 0, pass: 1 });
  });

  it('passes what is slower by 5 % in at most one of 100 runs', () => {
    for (const noise of NOISES) expect(boundsOf(simulate(noise, 0.05).pass).low).toBeLessThanOrEqual(0.01);
  });

  it('takes fewer pairs where less is in doubt', () => {
    const pairs = (sd: number, slowdown: number) => simulate({ shape: 'normal', sd }, slowdown).meanPairs;
    expect(pairs(0.03, 0)).toBeLessThan(pairs(0.05, 0));
    expect(pairs(0.05, 0)).toBeLessThan(pairs(0.08, 0));
    expect(pairs(0.05, 0.1)).toBeLessThan(pairs(0.05, 0.05));
  });

  it('alarms less readily among many', () => {
    const noise: SimulatedNoise = { shape: 'normal', sd: 0.08 };
    expect(simulate(noise, 0.05, 20).meanPairs).toBeGreaterThan(simulate(noise, 0.05).meanPairs);
  });

  it('shares its runs among three verdicts', () => {
    const { regression, pass, inconclusive, runs } = simulate({ shape: 'spiky', sd: 0.08 }, 0.02);
    expect(regression + pass + inconclusive).toBeCloseTo(1, 12);
    expect(Math.min(regression, pass, inconclusive)).toBeGreaterThan(0);
    expect(runs).toBe(RUNS);
  });

  it('is the same again with the same seed', () => {
    const noise: SimulatedNoise = { shape: 'spiky', sd: 0.05 };
    expect(simulate(noise, 0.02)).toEqual(simulate(noise, 0.02));
  });
});
