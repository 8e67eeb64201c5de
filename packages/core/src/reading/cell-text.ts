/** Cells as people write them: ISO 8601 dates and timestamps, digits, text. */
import type { CellValue, ColumnType } from '../schema/table-schema.ts';

/** A cell that survives JSON: 64-bit integers, non-finite numbers and −0 are strings. */
export type PlainCell = null | boolean | number | string;

const MICROS_PER_DAY = 86_400_000_000n;
const MAX_SHOWN = 40;

const pad = (value: number, length: number) => String(value).padStart(length, '0');

function yearText(year: number): string {
  if (year >= 0 && year <= 9999) return pad(year, 4);
  return `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 6)}`;
}

/** The day `days` after 1970-01-01 (`civil_from_days`, https://howardhinnant.github.io/date_algorithms.html). */
export function dateText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${yearText(year)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Time of day from units since midnight: `HH:MM:SS`, with as many fraction digits as the unit has, if any are set. */
export function timeText(units: bigint, fractionDigits: 3 | 6 | 9): string {
  const perSecond = 10n ** BigInt(fractionDigits);
  const seconds = Number(units / perSecond);
  const fraction = units % perSecond;
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return fraction === 0n ? clock : `${clock}.${String(fraction).padStart(fractionDigits, '0')}`;
}

/** A moment in units since 1970-01-01T00:00, with `Z` where it is an instant. */
export function timestampText(units: bigint, fractionDigits: 3 | 6 | 9, isAdjustedToUTC: boolean): string {
  const perDay = (MICROS_PER_DAY / 1_000_000n) * 10n ** BigInt(fractionDigits);
  const remainder = units % perDay;
  const ofDay = remainder < 0n ? remainder + perDay : remainder;
  const days = Number((units - ofDay) / perDay);
  return `${dateText(days)}T${timeText(ofDay, fractionDigits)}${isAdjustedToUTC ? 'Z' : ''}`;
}

/** A cell for JSON and tables. */
export function plainCell(value: CellValue, type: ColumnType): PlainCell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'bigint') {
    return type.kind === 'timestamp' ? timestampText(value, 6, type.isAdjustedToUTC) : String(value);
  }
  if (type.kind === 'date') return dateText(value);
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? value : String(value);
}

/** A cell within a sentence: text is quoted, and cut when it is long. */
export function showCell(value: CellValue, type: ColumnType): string {
  if (typeof value !== 'string') return String(plainCell(value, type));
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}
