import { JsonScanner, skipBlanks, Token } from './json-scanner.ts';
import { stringText } from './unescape-string.ts';

/** A value inside an object or array. */
export interface Part {
  /** Of an object's member. */
  readonly key: string;
  readonly kind: 'object' | 'array' | 'scalar' | 'null';
  readonly start: number;
  /** The end of the bytes, where they end within the value. */
  readonly end: number;
  readonly isWhole: boolean;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** The position after the object or array; −1 when the bytes end before it, or something is wrong. */
  readonly end: number;
  readonly error: { readonly at: number; readonly reason: string } | undefined;
}

function kindAt(byte: number | undefined): Part['kind'] {
  if (byte === Token.openObject) return 'object';
  if (byte === Token.openArray) return 'array';
  return byte === 0x6e ? 'null' : 'scalar';
}

/** What the object or array that begins at `start` consists of, as far as the bytes go. */
export function partsOf(bytes: Uint8Array, start: number): Parts {
  const { length } = bytes;
  const scanner = new JsonScanner();
  scanner.begin(bytes, length);
  const isObject = bytes[start] === Token.openObject;
  const close = isObject ? Token.closeObject : Token.closeArray;
  const parts: Part[] = [];
  const unfinished = (): Parts => {
    const { failedAt: at, reason } = scanner;
    return { parts, end: -1, error: at < length ? { at, reason } : undefined };
  };
  let at = skipBlanks(bytes, start + 1, length);
  if (bytes[at] === close) return { parts, end: at + 1, error: undefined };
  for (;;) {
    let key = '';
    if (isObject) {
      const value = scanner.key(at);
      if (value < 0) return unfinished();
      key = stringText(bytes, at + 1, scanner.string(at) - 1);
      at = value;
    }
    if (at >= length) return { parts, end: -1, error: undefined };
    const end = scanner.value(at);
    const isCut = end < 0 || (end === length && kindAt(bytes[at]) === 'scalar');
    if (end >= 0 || scanner.failedAt === length) {
      parts.push({
        key,
        kind: kindAt(bytes[at]),
        start: at,
        end: end < 0 ? length : end,
        isWhole: !isCut,
      });
    }
    if (end < 0) return unfinished();
    at = skipBlanks(bytes, end, length);
    if (bytes[at] === close) return { parts, end: at + 1, error: undefined };
    if (at >= length) return { parts, end: -1, error: undefined };
    if (bytes[at] !== Token.comma) {
      return { parts, end: -1, error: { at, reason: 'a "," is missing between two values' } };
    }
    at = skipBlanks(bytes, at + 1, length);
  }
}

/** How many parts are objects, arrays, and other values. */
export function countKinds(parts: readonly Part[]): { objects: number; arrays: number; scalars: number } {
  const of = (wanted: Part['kind']) => parts.filter(({ kind }) => kind === wanted).length;
  return { objects: of('object'), arrays: of('array'), scalars: of('scalar') };
}
