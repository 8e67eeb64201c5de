import { describe, expect, it } from 'vitest';
import { fitParabola } from '../../src/statistics/fit-parabola.ts';

/** y, x. Source: NIST Statistical Reference Datasets, Norris (J. Norris, NIST, calibration of ozone monitors). */
const NORRIS = [
  [0.1, 0.2],
  [338.8, 337.4],
  [118.1, 118.2],
  [888, 884.6],
  [9.2, 10.1],
  [228.1, 226.5],
  [668.5, 666.3],
  [998.5, 996.3],
  [449.1, 448.6],
  [778.9, 777],
  [559.2, 558.2],
  [0.3, 0.4],
  [0.1, 0.6],
  [778.1, 775.5],
  [668.8, 666.9],
  [339.3, 338],
  [448.9, 447.5],
  [10.8, 11.6],
  [557.7, 556],
  [228.3, 228.1],
  [998, 995.8],
  [888.8, 887.6],
  [119.6, 120.2],
  [0.3, 0.3],
  [0.6, 0.3],
  [557.6, 556.8],
  [339.3, 339.1],
  [888, 887.2],
  [998.5, 999],
  [778.9, 779],
  [10.2, 11.1],
  [117.6, 118.3],
  [228.9, 229.2],
  [668.4, 669.1],
  [449.2, 448.9],
  [0.2, 0.5],
] as const;

/** y at x = 150,000 · 1, 2 … 20, twice. Source: the same, Pontius (P. Pontius, NBS, calibration of load cells). */
const PONTIUS = [
  [0.11019, 0.21956, 0.32949, 0.43899, 0.54803, 0.65694, 0.76562, 0.87487, 0.98292, 1.09146],
  [1.20001, 1.30822, 1.41599, 1.52399, 1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844],
  [0.11052, 0.22018, 0.32939, 0.43886, 0.54798, 0.65739, 0.76596, 0.87474, 0.983, 1.0915],
  [1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829],
].flat();

describe('fitParabola', () => {
  it('finds the certified line of a published dataset', () => {
    const fit = fitParabola(NORRIS.map(([y, x]) => ({ x, y, weight: 1 })))!;
    expect(fit.intercept).toBeCloseTo(-0.262323073774029, 10);
    expect(fit.slope).toBeCloseTo(1.00211681802045, 12);
  });

  it('finds the certified quadratic term of a published dataset', () => {
    const points = PONTIUS.map((y, index) => ({ x: 150_000 * ((index % 20) + 1), y, weight: 1 }));
    expect(fitParabola(points)!.quadratic! / -0.316081871345029e-14).toBeCloseTo(1, 8);
  });

  it('goes through points that lie on a parabola, whatever their weights', () => {
    const points = [1, 2, 5, 10, 40].map((x) => ({ x, y: 3 + 2 * x + 0.25 * x * x, weight: 1 / x }));
    expect(fitParabola(points)!.quadratic).toBeCloseTo(0.25, 10);
  });

  it('counts a point of weight 2 like two points', () => {
    const [a, b, c] = [
      { x: 1, y: 1, weight: 1 },
      { x: 2, y: 3, weight: 1 },
      { x: 4, y: 4, weight: 1 },
    ] as const;
    const doubled = fitParabola([a, b, { ...c, weight: 2 }])!;
    const twice = fitParabola([a, b, c, c])!;
    expect(doubled.slope).toBeCloseTo(twice.slope, 12);
    expect(doubled.quadratic).toBeCloseTo(twice.quadratic!, 12);
  });

  it('has no quadratic term for two places, and no line for one', () => {
    const at = (x: number, y: number) => ({ x, y, weight: 1 });
    expect(fitParabola([at(1, 2), at(3, 6)])).toEqual({ intercept: 0, slope: 2, quadratic: undefined });
    expect(fitParabola([at(1, 2), at(1, 3)])).toBeUndefined();
  });
});
