import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { type FittedValue, fitLine, type RoundPoint } from '../../src/statistics/fit-line.ts';

const TRUTHS = 20_000;
/** Four standard errors of a share of so many truths are 0.6 %. */
const MOST_OFF = 0.006;
const SIZES = [50, 100, 500, 1000];
const INTERCEPT = 400;
const SLOPE = 15;

type Uniform = () => number;

const normal = (uniform: Uniform) =>
  Math.sqrt(-2 * Math.log1p(-uniform())) * Math.cos(2 * Math.PI * uniform());

/** Factors on a time, with mean 1; those of one round may have a part in common. */
const NOISES = {
  'independent, 5 %': { round: () => 1, sample: (uniform: Uniform) => 1 + 0.05 * normal(uniform) },
  'rounds of different moods': {
    round: (uniform: Uniform) => 1 + 0.15 * normal(uniform),
    sample: (uniform: Uniform) => 1 + 0.03 * normal(uniform),
  },
  uniform: { round: () => 1, sample: (uniform: Uniform) => 0.9 + 0.2 * uniform() },
} as const;

/** Time of so many files; `curvature` is the share by which 1,000 files take longer than a line says. */
const timeOf = (files: number, curvature = 0) =>
  INTERCEPT + SLOPE * files + (curvature * SLOPE * files * files) / 1000;

function simulated(uniform: Uniform, name: keyof typeof NOISES, rounds: number, curvature = 0): RoundPoint[] {
  const noise = NOISES[name];
  return Array.from({ length: rounds }, (_, round) => {
    const mood = noise.round(uniform);
    return SIZES.map((x) => ({ round, x, y: timeOf(x, curvature) * mood * noise.sample(uniform) }));
  }).flat();
}

const holds = ({ low, high }: FittedValue, truth: number) => low <= truth && truth <= high;

describe('fitLine', () => {
  const names = Object.keys(NOISES) as (keyof typeof NOISES)[];
  it.each(names.flatMap((name) => [3, 5, 12].map((rounds) => [name, rounds] as const)))(
    'holds the true slope and the true straightness as often as it says (%s, %i rounds)',
    (name, rounds) => {
      const random = xoroshiro128plus(77 + rounds);
      const uniform = () => uniformFloat64(random);
      let slopes = 0;
      let bends = 0;
      for (let truth = 0; truth < TRUTHS; truth += 1) {
        const { slope, bend } = fitLine(simulated(uniform, name, rounds))!;
        if (holds(slope, SLOPE)) slopes += 1;
        if (holds(bend!, 0)) bends += 1;
      }
      expect(Math.abs(slopes / TRUTHS - 0.95)).toBeLessThan(MOST_OFF);
      expect(Math.abs(bends / TRUTHS - 0.95)).toBeLessThan(MOST_OFF);
    },
  );

  it('notices times that grow faster than the number of files', () => {
    const random = xoroshiro128plus(5);
    const uniform = () => uniformFloat64(random);
    const { bend } = fitLine(simulated(uniform, 'rounds of different moods', 6, 0.5))!;
    expect(bend!.low).toBeGreaterThan(0.05);
  });

  it('tells the share by which the middle of the range sags below the chord', () => {
    const points = [0, 1, 2].flatMap((round) => SIZES.map((x) => ({ round, x, y: x * x })));
    // Chord from (50, 2 500) to (1000, 1 000 000): at 525 it is 475² above the parabola.
    const { bend, slope } = fitLine(points)!;
    const line = fitLine(points)!.intercept.value + slope.value * 525;
    expect(bend!.value).toBeCloseTo(475 ** 2 / line, 8);
    expect(bend!.low).toBeCloseTo(bend!.high, 8);
  });

  it('finds an exact line, and says over how many rounds', () => {
    const points = [0, 1].flatMap((round) => SIZES.map((x) => ({ round, x, y: timeOf(x) })));
    const { intercept, slope, bend } = fitLine(points)!;
    expect(intercept.value).toBeCloseTo(INTERCEPT, 8);
    expect(slope).toMatchObject({ value: expect.closeTo(SLOPE, 8), samples: 2, confidence: 0.95 });
    expect(bend!.value).toBeCloseTo(0, 8);
  });

  it('leaves out rounds that lack a size', () => {
    const points = simulated(() => 0.5, 'uniform', 4).slice(0, -1);
    expect(fitLine(points)!.slope.samples).toBe(3);
  });

  it('has no interval to give for one round, and no line for one size', () => {
    expect(fitLine(simulated(() => 0.5, 'uniform', 1))).toBeUndefined();
    expect(fitLine([0, 1, 2].map((round) => ({ round, x: 10, y: 5 })))).toBeUndefined();
  });

  it('says nothing of bends where there are two sizes only', () => {
    const points = [0, 1, 2].flatMap((round) => [10, 50].map((x) => ({ round, x, y: 2 * x })));
    expect(fitLine(points)!.bend).toBeNull();
  });
});
