import { cellEvidence, Evidence } from './cell-evidence.ts';
import { dateAt, MICROS_PER_SECOND, timestampAt } from './civil-time.ts';
import { type CellValue, type ColumnType, typeName } from './table-schema.ts';

const encoder = new TextEncoder();

const BOOLEAN = Evidence.booleanLower | Evidence.booleanUpper | Evidence.booleanTitle;
const INTEGER = Evidence.integer | Evidence.wideInteger;

const NON_FINITE = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

/**
 * The value of a cell's text in a column of the given type; `undefined` when the text breaks the type. Empty is null.
 * This is the reference that every engine's own parser is held to.
 */
export function parseCell(text: string, type: ColumnType): CellValue | undefined {
  if (text === '') return null;
  if (type.kind === 'string') return text;
  const bytes = encoder.encode(text);
  const evidence = cellEvidence(bytes, 0, bytes.length);
  switch (type.kind) {
    case 'boolean':
      return evidence & BOOLEAN ? text.length === 4 : undefined;
    case 'int64':
      return evidence & INTEGER ? BigInt(text) : undefined;
    case 'float64':
      return evidence & (Evidence.integer | Evidence.decimal) ? Number(text) : NON_FINITE.get(text);
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

/** Why a cell does not fit its column: `"12x" is not an int64`. */
export function cellComplaint(text: string, type: ColumnType): string {
  if (text === '') return 'a null in a required column';
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  const article = type.kind === 'int64' ? 'an' : 'a';
  return `${JSON.stringify(shown)} is not ${article} ${typeName(type)}`;
}
