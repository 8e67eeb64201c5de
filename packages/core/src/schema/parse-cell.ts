import { cellEvidence, Evidence } from './cell-evidence.ts';
import { dateAt, MICROS_PER_SECOND, timestampAt } from './civil-time.ts';
import { type CellValue, type ColumnType, type TypeGuess, typeName } from './table-schema.ts';

const encoder = new TextEncoder();

const BOOLEAN = Evidence.booleanLower | Evidence.booleanUpper | Evidence.booleanTitle;
const SPELLED = {
  true: Evidence.booleanLower,
  TRUE: Evidence.booleanUpper,
  True: Evidence.booleanTitle,
} as const;
const INTEGER = Evidence.integer | Evidence.wideInteger;

const NON_FINITE = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * The value of a cell's text in a column of the given type; `undefined` when the text breaks the type. `null` is null,
 * an empty text is the empty string, a value of text columns alone. In a column whose type is a guess, a boolean has
 * the column's spelling and a number is finite. This is the reference that every engine's own parser is held to.
 */
export function parseCell(text: string | null, type: ColumnType, guess?: TypeGuess): CellValue | undefined {
  if (text === null) return null;
  if (guess?.isUnseen) return undefined;
  if (type.kind === 'string') return text;
  const bytes = encoder.encode(text);
  const evidence = cellEvidence(bytes, 0, bytes.length);
  switch (type.kind) {
    case 'boolean':
      if (!(evidence & (guess?.spelling ? SPELLED[guess.spelling] : BOOLEAN))) return undefined;
      return text.length === 4;
    case 'int64':
      return evidence & INTEGER ? BigInt(text) : undefined;
    case 'float64':
      if (evidence & (Evidence.integer | Evidence.decimal)) return Number(text);
      return guess ? undefined : NON_FINITE.get(text);
    case 'date':
      return evidence === Evidence.date ? dateAt(bytes, 0, bytes.length) : undefined;
    case 'timestamp': {
      const found = timestampAt(bytes, 0, bytes.length);
      if (found === undefined || found.isAdjustedToUTC !== type.isAdjustedToUTC) return undefined;
      return BigInt(found.seconds) * BigInt(MICROS_PER_SECOND) + BigInt(found.micros);
    }
    default:
      return type satisfies never;
  }
}

const MAX_SHOWN = 40;

/** Why a cell does not fit its column: `"12x" is not an int64`. Null is `null`. */
export function cellComplaint(
  text: string | null,
  type: ColumnType,
): { reason: string; redactedReason: string } {
  if (text === null) {
    const reason = 'a null in a required column';
    return { reason, redactedReason: reason };
  }
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  const article = type.kind === 'int64' ? 'an' : 'a';
  const isNot = `is not ${article} ${typeName(type)}`;
  return { reason: `${JSON.stringify(shown)} ${isNot}`, redactedReason: `a cell ${isNot}` };
}
