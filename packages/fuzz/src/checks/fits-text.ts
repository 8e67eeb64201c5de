/** Whether a typed cell says what its text says: written anew, so that no mistake of the parser is repeated here. */
import type { CellValue } from '@parquetry/core';

const TIMESTAMP =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?$/;

function timestampMicros(text: string): { micros: bigint; hasZone: boolean } | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, day, hours, minutes, seconds = '0', fraction = '', utc, sign, offsetHours, offsetMinutes = '0'] =
    match;
  const offset =
    sign === undefined ? 0 : Number(`${sign}1`) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  const wholeSeconds =
    Date.parse(`${day}T00:00:00Z`) / 1000 +
    Number(hours) * 3600 +
    (Number(minutes) - offset) * 60 +
    Number(seconds);
  const micros = BigInt(wholeSeconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
  return { micros, hasZone: utc !== undefined || sign !== undefined };
}

function isTimestamp(text: string, value: CellValue, hasZone: boolean): boolean {
  const found = timestampMicros(text);
  return found !== undefined && found.hasZone === hasZone && found.micros === value;
}

/** `type` is the name of a type. */
export function fitsText(text: string | null, type: string, value: CellValue): boolean {
  if (text === null || value === null) return text === value;
  switch (type) {
    case 'string':
      return value === text;
    case 'int64':
      return typeof value === 'bigint' && String(value) === text;
    case 'float64':
      return typeof value === 'number' && text.trim() === text && Object.is(Number(text), value);
    case 'boolean':
      return typeof value === 'boolean' && String(value) === text.toLowerCase();
    case 'date':
      return typeof value === 'number' && new Date(value * 86_400_000).toISOString().slice(0, 10) === text;
    case 'timestamp':
      return isTimestamp(text, value, true);
    case 'local_timestamp':
      return isTimestamp(text, value, false);
    default:
      return false;
  }
}

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;

const isInteger = (text: string) => INTEGER.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

/** The type that leaves no doubt: every cell is an integer, or the same spelling of a boolean. */
export function obviousType(texts: readonly (string | null)[]): 'int64' | undefined {
  const values = texts.filter((text) => text !== null);
  return values.length > 0 && values.every(isInteger) ? 'int64' : undefined;
}
