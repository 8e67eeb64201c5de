/**
 * What one cell's text says about the type of its column, as a bit set: the evidence of a column is the union over
 * its cells, whatever their order or grouping.
 */
import { isDateAt, timestampAt } from './civil-time.ts';
import type { ColumnType, TypeGuess } from './table-schema.ts';

export const Evidence = {
  none: 0,
  booleanLower: 1,
  booleanUpper: 2,
  booleanTitle: 4,
  /** An int64 that a float64 holds exactly. */
  integer: 8,
  /** An int64 that a float64 would round. */
  wideInteger: 16,
  decimal: 32,
  date: 64,
  utcTimestamp: 128,
  localTimestamp: 256,
  text: 512,
  /** A JSON string, whatever it spells. */
  jsonString: 1024,
  /** A JSON object or array. */
  jsonNested: 2048,
  /** A JSON object without members where objects are flattened: nothing beside nothing else, else a value like others. */
  jsonEmpty: 4096,
} as const;

const MAX_SIGNIFICANT_DIGITS = 17;
const ALWAYS_EXACT_DIGITS = 15;
/** With no more fraction digits than this, what is not zero cannot be rounded to zero. */
const MAX_SAFE_FRACTION_DIGITS = 300;
const INT64_DIGITS = 19;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const LOWER_E = 0x65;
const UPPER_E = 0x45;

const BOOLEANS = new Map<string, number>([
  ['true', Evidence.booleanLower],
  ['false', Evidence.booleanLower],
  ['TRUE', Evidence.booleanUpper],
  ['FALSE', Evidence.booleanUpper],
  ['True', Evidence.booleanTitle],
  ['False', Evidence.booleanTitle],
]);

const isDigit = (byte: number) => byte >= ZERO && byte <= NINE;

function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at]!);
  return text;
}

function integerEvidence(bytes: Uint8Array, start: number, end: number, digits: number): number {
  if (digits <= ALWAYS_EXACT_DIGITS) return Evidence.integer;
  if (digits > INT64_DIGITS) return Evidence.text;
  const value = BigInt(textOf(bytes, start, end));
  if (value < INT64_MIN || value > INT64_MAX) return Evidence.text;
  return BigInt(Number(value)) === value ? Evidence.integer : Evidence.wideInteger;
}

/** One past the exponent at `at`, or −1 when there is none. */
function exponentEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== LOWER_E && bytes[at] !== UPPER_E) return -1;
  let to = at + 1;
  if (bytes[to] === MINUS || bytes[to] === PLUS) to += 1;
  const digits = to;
  while (to < end && isDigit(bytes[to]!)) to += 1;
  return to === digits ? -1 : to;
}

function numberEvidence(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  let at = negative ? start + 1 : start;
  const integerStart = at;
  while (at < end && isDigit(bytes[at]!)) at += 1;
  const integerDigits = at - integerStart;
  const leadingZero = integerDigits > 0 && bytes[integerStart] === ZERO;
  if (leadingZero && integerDigits > 1) return Evidence.text;
  if (at === end) {
    if (integerDigits === 0 || (negative && leadingZero)) return Evidence.text;
    return integerEvidence(bytes, start, end, integerDigits);
  }

  let significant = leadingZero ? 0 : integerDigits;
  let fractionDigits = 0;
  if (bytes[at] === DOT) {
    at += 1;
    for (; at < end && isDigit(bytes[at]!); at += 1) {
      fractionDigits += 1;
      if (significant > 0 || bytes[at] !== ZERO) significant += 1;
    }
  }
  if (integerDigits + fractionDigits === 0 || significant > MAX_SIGNIFICANT_DIGITS) return Evidence.text;
  if (at === end && fractionDigits <= MAX_SAFE_FRACTION_DIGITS) return Evidence.decimal;

  if (at < end) {
    at = exponentEnd(bytes, at, end);
    if (at !== end) return Evidence.text;
  }
  const value = Number(textOf(bytes, start, end));
  const representable = Number.isFinite(value) && (value !== 0 || significant === 0);
  return representable ? Evidence.decimal : Evidence.text;
}

/** Reads bytes `start … end` of a cell, quotes already taken off. An empty cell says nothing. */
export function cellEvidence(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return Evidence.none;
  const first = bytes[start]!;
  if (isDigit(first) || first === MINUS || first === DOT) {
    const evidence = numberEvidence(bytes, start, end);
    if (evidence !== Evidence.text || length < 10) return evidence;
    if (length === 10) return isDateAt(bytes, start, end) ? Evidence.date : Evidence.text;
    const timestamp = timestampAt(bytes, start, end);
    if (timestamp === undefined) return Evidence.text;
    return timestamp.isAdjustedToUTC ? Evidence.utcTimestamp : Evidence.localTimestamp;
  }
  if (length === 4 || length === 5) {
    return BOOLEANS.get(textOf(bytes, start, end)) ?? Evidence.text;
  }
  return Evidence.text;
}

const NUMERIC = Evidence.integer | Evidence.decimal;

const SPELLINGS = new Map<number, 'true' | 'TRUE' | 'True'>([
  [Evidence.booleanLower, 'true'],
  [Evidence.booleanUpper, 'TRUE'],
  [Evidence.booleanTitle, 'True'],
]);

/** How a column's type was come by: what later cells must not contradict. `isJson`: the cells are JSON values. */
export function guessFromEvidence(evidence: number, isJson = false): TypeGuess {
  if ((evidence & ~Evidence.jsonEmpty) === Evidence.none) return { isUnseen: true };
  const spelling = SPELLINGS.get(evidence);
  if (spelling !== undefined) return { spelling };
  const isText = typeFromEvidence(evidence).kind === 'string';
  return isJson && isText && evidence !== Evidence.jsonString ? { isJsonText: true } : {};
}

/** The narrowest type that holds every cell the evidence was gathered from; text when there is none. */
export function typeFromEvidence(evidence: number): ColumnType {
  switch (evidence) {
    case Evidence.booleanLower:
    case Evidence.booleanUpper:
    case Evidence.booleanTitle:
      return { kind: 'boolean' };
    case Evidence.integer:
    case Evidence.wideInteger:
    case Evidence.integer | Evidence.wideInteger:
      return { kind: 'int64' };
    case Evidence.decimal:
    case NUMERIC:
      return { kind: 'float64' };
    case Evidence.date:
      return { kind: 'date' };
    case Evidence.utcTimestamp:
      return { kind: 'timestamp', isAdjustedToUTC: true };
    case Evidence.localTimestamp:
      return { kind: 'timestamp', isAdjustedToUTC: false };
    default:
      return { kind: 'string' };
  }
}
