import { describe, expect, it } from 'vitest';
import { coveragePercent, shortEstimate, uncertainty } from '../src/text/estimates.ts';
import { axisFormatter, counted, format, formatRange, type Quantity } from '../src/text/quantities.ts';
import { isolated, listed, shortened } from '../src/text/words.ts';

function spaced(text: string): string {
  return text.replace(/\u00a0/g, ' ');
}

describe('a figure in words', () => {
  it.each<[Quantity, number, string]>([
    ['duration', 0, '0 ms'],
    ['duration', 0.0421, '42.1 µs'],
    ['duration', 4.2101, '4.21 ms'],
    ['duration', 999.4, '999 ms'],
    ['duration', 999.7, '1.00 s'],
    ['duration', 95_400, '95.4 s'],
    ['duration', 120_000, '2.00 min'],
    ['bytesPerSecond', 58_234_000, '58.2 MB/s'],
    ['bytesPerSecond', 1_234_000_000, '1.23 GB/s'],
    ['bytesPerSecond', 999, '999 B/s'],
    ['bytes', 64_000, '64 kB'],
    ['bytes', 64_123, '64.1 kB'],
    ['dollars', 0.0293, '$0.0293'],
    ['dollars', 14.2, '$14.20'],
    ['dollars', 412.5, '$412.50'],
    ['dollars', 1240, '$1,240'],
    ['dollars', 0, '$0'],
    ['times', 14.23, '14.2×'],
    ['percent', 0.2123, '21.2 %'],
    ['count', 1234, '1,234'],
    ['rate', 43_165, '43,200'],
    ['rate', 28.17, '28.2'],
    ['gbSeconds', 0.0024, '0.00240 GB-s'],
  ])('writes %s %d as %s', (quantity, value, text) => {
    expect(spaced(format(quantity, value))).toBe(text);
  });

  it('writes both ends of an interval in the unit and with the decimals of its median', () => {
    expect(formatRange('duration', 1010, 980, 1100)).toBe('0.98–1.10');
    expect(formatRange('dollars', 0.29, 0.281, 0.3)).toBe('$0.281–$0.300');
    expect(formatRange('rate', 43_165, 41_228, 44_455)).toBe('41,200–44,500');
  });

  it('labels every tick of an axis in the unit of the largest', () => {
    const label = axisFormatter('bytesPerSecond', 60e6);
    expect([0, 2e5, 4e7].map(label).map(spaced)).toEqual(['0 MB/s', '0.2 MB/s', '40 MB/s']);
  });

  it('tells one from many', () => {
    expect([1, 5].map((count) => spaced(counted(count, 'sample')))).toEqual(['1 sample', '5 samples']);
  });
});

describe('an interval in words', () => {
  const estimate = { median: 4.2, low: 4.1, high: 4.4, confidence: 0.95, samples: 12 };

  it('rounds coverage down, so that it never claims more than it has', () => {
    expect([0.9375, 0.95, 0.29, 0.9902, 0.998, 1].map(coveragePercent)).toEqual([
      '93',
      '95',
      '29',
      '99.0',
      '99.8',
      '100',
    ]);
  });

  it('states coverage, bounds and sample count', () => {
    expect(spaced(uncertainty('duration', estimate))).toBe('95 % interval 4.10–4.40, 12 samples');
    expect(spaced(shortEstimate('duration', estimate))).toBe('4.20 ms (4.10–4.40)');
  });

  it('states that there is none for a single sample', () => {
    const single = { ...estimate, confidence: 0, samples: 1 };
    expect(spaced(uncertainty('duration', single))).toBe('1 sample, no interval');
    expect(spaced(shortEstimate('duration', single))).toBe('4.20 ms');
  });
});

describe('words', () => {
  it('joins a list with commas and one and', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });

  it('cuts long text between code points, never inside one', () => {
    expect(shortened('🂡🂢🂣🂤', 3)).toBe('🂡🂢…');
    expect(shortened('abc', 3)).toBe('abc');
  });

  it('encloses a name in a directional isolate', () => {
    expect(isolated('x')).toBe('\u2068x\u2069');
  });
});
