import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';
import { randomDigits, randomUnit, textRows } from './text-rows.ts';

/** Numbers at the edge of what a double holds: 17 digits, exponents, no two alike. */
export const doublesSchema = tableOf({
  id: 'int64',
  unit: 'float64',
  seventeen: 'float64',
  scientific: 'float64',
  tiny: 'float64',
  huge: 'float64',
  mixed: 'float64',
});

/** A mantissa of 2 to 17 digits; `from … to` are exponents far from overflow and from rounding to zero. */
function scientific(random: Random, from: number, to: number, letter: 'e' | 'E'): string {
  const sign = random.chance(50) ? '-' : '';
  const mantissa = `${random.between(1, 9)}.${randomDigits(random, random.between(1, 16))}`;
  const exponent = random.between(from, to);
  const plus = exponent >= 0 && random.chance(50) ? '+' : '';
  return `${sign}${mantissa}${letter}${plus}${exponent}`;
}

function mixed(random: Random): string {
  if (random.chance(5)) return '';
  if (random.chance(30)) return scientific(random, -20, 20, 'e');
  return random.chance(50) ? `${random.below(1000)}` : String(randomUnit(random) * 1e6);
}

export function doubleRows(random: Random): RowWriter {
  let id = 0;
  return textRows(() => {
    id += 1;
    const cells = [
      id,
      String(randomUnit(random)),
      (randomUnit(random) * 360 - 180).toPrecision(17),
      scientific(random, -30, 30, 'e'),
      scientific(random, -290, -100, 'E'),
      scientific(random, 100, 290, 'E'),
      mixed(random),
    ];
    return `${cells.join(',')}\n`;
  });
}
