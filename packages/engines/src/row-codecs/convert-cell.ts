import {
  type Column,
  type ColumnType,
  MICROS_PER_SECOND,
  parseCell,
  type Timestamp,
  type TypeGuess,
  timestampAt,
} from '@parquetry/core';
import type { RowValue } from './row.ts';

type TextConverter = (text: string) => RowValue | undefined;

/**
 * A cell's value; `undefined` when it breaks the column's type or what was guessed of it. Null is `null`. Agrees with
 * core's `parseCell`.
 */
export type CellConverter = (text: string | null) => RowValue | undefined;

const SHORT_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
const SHORT_DECIMAL = /^-?(?:0|[1-9][0-9]{0,7})\.[0-9]{1,7}$/;
const MILLIS_PER_DAY = 86_400_000;

/**
 * avsc zigzags numbers as doubles, which rounds odd ones below -2^52
 * (https://github.com/mtth/avsc/blob/v5.7.9/lib/utils.js, `Tap.prototype.writeLong`).
 */
const WIDE = 2 ** 52;

function narrow(value: bigint): number | bigint {
  const asNumber = Number(value);
  return Math.abs(asNumber) < WIDE ? asNumber : value;
}

function microsOf({ seconds, micros }: Timestamp): number | bigint {
  const sum = seconds * MICROS_PER_SECOND + micros;
  return Math.abs(sum) < WIDE ? sum : narrow(BigInt(seconds) * BigInt(MICROS_PER_SECOND) + BigInt(micros));
}

function integer(text: string): RowValue | undefined {
  if (SHORT_INTEGER.test(text)) return Number(text);
  const value = parseCell(text, { kind: 'int64' });
  return typeof value === 'bigint' ? narrow(value) : undefined;
}

const floats =
  (guess: TypeGuess | undefined): TextConverter =>
  (text) =>
    SHORT_INTEGER.test(text) || SHORT_DECIMAL.test(text)
      ? Number(text)
      : (parseCell(text, { kind: 'float64' }, guess) as number | undefined);

/** One Date object per day: parquetjs-lite tells values apart by identity when it counts distinct ones. */
function dates(): TextConverter {
  const known = new Map<string, Date | undefined>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const days = parseCell(text, { kind: 'date' });
    const date = typeof days === 'number' ? new Date(days * MILLIS_PER_DAY) : undefined;
    known.set(text, date);
    return date;
  };
}

function timestamps(isAdjustedToUTC: boolean): TextConverter {
  const encoder = new TextEncoder();
  return (text) => {
    const bytes = encoder.encode(text);
    const found = timestampAt(bytes, 0, bytes.length);
    return found?.isAdjustedToUTC === isAdjustedToUTC ? microsOf(found) : undefined;
  };
}

function textConverter(type: ColumnType, guess: TypeGuess | undefined): TextConverter {
  if (guess?.isUnseen) return () => undefined;
  switch (type.kind) {
    case 'boolean':
      return (text) => parseCell(text, type, guess);
    case 'string':
      return (text) => text;
    case 'int64':
      return integer;
    case 'float64':
      return floats(guess);
    case 'date':
      return dates();
    case 'timestamp':
      return timestamps(type.isAdjustedToUTC);
    default:
      return type satisfies never;
  }
}

export function cellConverter({ type, nullable, guess }: Column): CellConverter {
  const convert = textConverter(type, guess);
  const ofNull = nullable ? null : undefined;
  return (text) => (text === null ? ofNull : convert(text));
}
