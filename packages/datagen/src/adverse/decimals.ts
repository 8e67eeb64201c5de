import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';
import { randomDigits, textRows } from './text-rows.ts';

/** Every number with as many fraction digits as it happens to have: no column has a scale. */
export const decimalsSchema = tableOf({
  sensor: 'string',
  sequence: 'int64',
  temperature: 'float64',
  pressure: 'float64',
  humidity: 'float64',
  voltage: 'float64',
  current: 'float64',
  price: 'float64',
  latitude: 'float64',
  longitude: 'float64',
});

const NULL_PERCENT = 3;

/** Below `bound` in magnitude, with 0 to `mostDigits` fraction digits. `-0` is no number here, so zero has no sign. */
function decimal(random: Random, bound: number, mostDigits: number): string {
  if (random.chance(NULL_PERCENT)) return '';
  const whole = random.below(bound);
  const sign = whole > 0 && random.chance(30) ? '-' : '';
  const digits = random.below(mostDigits + 1);
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${randomDigits(random, digits)}`;
}

export function decimalRows(random: Random): RowWriter {
  let sequence = 0;
  return textRows(() => {
    sequence += 1;
    const cells = [
      `s-${random.below(500)}`,
      sequence,
      decimal(random, 60, 4),
      decimal(random, 1100, 6),
      decimal(random, 100, 8),
      decimal(random, 400, 3),
      decimal(random, 50, 7),
      decimal(random, 100_000, 5),
      decimal(random, 90, 9),
      decimal(random, 180, 9),
    ];
    return `${cells.join(',')}\n`;
  });
}
