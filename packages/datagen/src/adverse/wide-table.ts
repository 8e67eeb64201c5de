import type { TypeName } from '@parquetry/core';
import { bytesOf, COMMA, LINE_FEED, putBytes, putHundredths, putInteger } from '../put-bytes.ts';
import { CalendarWriter } from '../put-time.ts';
import type { Random } from '../random.ts';
import type { RowWriter } from '../row-writer.ts';
import { tableOf } from '../table-of.ts';

const COLUMNS = 1000;
/** Kinds take turns from column to column. */
const KINDS = ['int64', 'float64', 'string', 'boolean', 'date'] as const satisfies readonly TypeName[];
const FIRST_DAY = 18_000;
const DAYS = 2000;
const NULL_PERCENT = 4;

export const WIDE_ROW_BYTES = 1 << 14;

export const wideTableSchema = tableOf(
  Object.fromEntries(
    Array.from({ length: COLUMNS }, (_, index) => [
      `c${String(index + 1).padStart(4, '0')}`,
      KINDS[index % KINDS.length]!,
    ]),
  ),
);

const CATEGORIES = Array.from({ length: 40 }, (_, index) => bytesOf(`category ${index}`));
const TRUE = bytesOf('true');
const FALSE = bytesOf('false');

/** A thousand narrow columns. */
export class WideRows implements RowWriter {
  readonly #random: Random;
  readonly #calendar = new CalendarWriter();

  constructor(random: Random) {
    this.#random = random;
  }

  writeRow(target: Uint8Array, start: number): number {
    let at = start;
    for (let column = 0; column < COLUMNS; column += 1) {
      if (!this.#random.chance(NULL_PERCENT)) at = this.#putCell(target, at, KINDS[column % KINDS.length]!);
      target[at] = COMMA;
      at += 1;
    }
    target[at - 1] = LINE_FEED;
    return at;
  }

  #putCell(target: Uint8Array, at: number, kind: (typeof KINDS)[number]): number {
    const random = this.#random;
    switch (kind) {
      case 'int64':
        return putInteger(target, at, random.below(1_000_000));
      case 'float64':
        return putHundredths(target, at, random.below(1_000_000) - 500_000);
      case 'string':
        return putBytes(target, at, random.pick(CATEGORIES));
      case 'boolean':
        return putBytes(target, at, random.chance(50) ? TRUE : FALSE);
      case 'date':
        return this.#calendar.putDate(target, at, FIRST_DAY + random.below(DAYS));
      default:
        return kind satisfies never;
    }
  }
}
