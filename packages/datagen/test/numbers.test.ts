import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, putDigits, putHundredths, putInteger, putTenThousandths } from '../src/put-bytes.ts';
import { CalendarWriter } from '../src/put-time.ts';
import { deriveSeed, Random, weightedPicker } from '../src/random.ts';
import { cosineOfDegrees, greatCircleMiles, sineOfDegrees } from '../src/sphere.ts';

type Put = (target: Uint8Array, at: number) => number;

/** What a writer writes at position 3. */
function written(put: Put): string {
  const target = new Uint8Array(64);
  const end = put(target, 3);
  expect(target[end]).toBe(0);
  return Buffer.from(target.subarray(3, end)).toString();
}

const int32 = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 });

describe('numbers as text', () => {
  it('are whole numbers as JavaScript writes them', () => {
    fc.assert(
      fc.property(int32, (value) => written((target, at) => putInteger(target, at, value)) === String(value)),
    );
  });

  it('are fixed decimals that read back exactly, zero without a sign', () => {
    expect(written((target, at) => putHundredths(target, at, -0))).toBe('0.00');
    expect(written((target, at) => putHundredths(target, at, -7))).toBe('-0.07');
    expect(written((target, at) => putTenThousandths(target, at, -1_800_000))).toBe('-180.0000');
    fc.assert(
      fc.property(int32, (value) => {
        const hundredths = written((target, at) => putHundredths(target, at, value));
        const tenThousandths = written((target, at) => putTenThousandths(target, at, value));
        expect(hundredths).toBe((value / 100).toFixed(2));
        expect(tenThousandths).toBe((value / 10_000).toFixed(4));
      }),
    );
  });

  it('keep leading zeros', () => {
    expect(written((target, at) => putDigits(target, at, 42, 4))).toBe('0042');
  });

  it('are times of any second, also back and forth across midnight', () => {
    const calendar = new CalendarWriter();
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const text = written((target, at) => calendar.putTimestamp(target, at, second));
        expect(text).toBe(new Date(second * 1000).toISOString().replace('.000', ''));
      }),
    );
  });
});

describe('cells', () => {
  it('are quoted where a comma, a quote or a line end asks for it', () => {
    expect(csvCell('Korea, Republic of')).toBe('"Korea, Republic of"');
    expect(csvCell('a "b"')).toBe('"a ""b"""');
    expect(csvCell('Türkiye')).toBe('Türkiye');
  });
});

describe('chance', () => {
  it('draws every value of a range about equally often', () => {
    const random = new Random(1);
    const counts = new Int32Array(10);
    for (let draw = 0; draw < 100_000; draw += 1) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('keeps to both ends of a range', () => {
    const random = new Random(2);
    const drawn = new Set(Array.from({ length: 200 }, () => random.between(-1, 1)));
    expect([...drawn].sort()).toEqual([-1, 0, 1]);
  });

  it('follows weights', () => {
    const random = new Random(3);
    const pick = weightedPicker(['seldom', 'often'], (value) => (value === 'often' ? 9 : 1));
    const often = Array.from({ length: 10_000 }, () => pick(random)).filter((value) => value === 'often');
    expect(Math.abs(often.length - 9000)).toBeLessThan(200);
  });

  it('differs from the first draw on for neighbouring seeds', () => {
    const first = Array.from({ length: 1000 }, (_, seed) => new Random(seed).below(1000));
    expect(new Set(first).size).toBeGreaterThan(550);
  });

  it('derives a seed for each part that no other part has', () => {
    const seeds = Array.from({ length: 10_000 }, (_, index) => deriveSeed(7, index));
    expect(new Set(seeds).size).toBe(10_000);
    expect(deriveSeed(8, 0)).not.toBe(deriveSeed(7, 0));
  });
});

describe('the globe', () => {
  it('has the sines and cosines of the machine to 14 digits', () => {
    for (let degrees = -720; degrees <= 720; degrees += 0.5) {
      expect(sineOfDegrees(degrees)).toBeCloseTo(Math.sin((degrees * Math.PI) / 180), 13);
      expect(cosineOfDegrees(degrees)).toBeCloseTo(Math.cos((degrees * Math.PI) / 180), 13);
    }
  });

  it('has the distances that the Bureau of Transportation Statistics publishes, within half a percent', () => {
    const jfk = { latitude: 40.64, longitude: -73.78 };
    const lax = { latitude: 33.94, longitude: -118.41 };
    const hnl = { latitude: 21.32, longitude: -157.92 };
    expect(Math.abs(greatCircleMiles(jfk, lax) / 2475 - 1)).toBeLessThan(0.005);
    expect(Math.abs(greatCircleMiles(jfk, hnl) / 4983 - 1)).toBeLessThan(0.005);
    expect(greatCircleMiles(lax, lax)).toBe(0);
  });
});
