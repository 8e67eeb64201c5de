import { isHighSurrogate, isLowSurrogate } from '../text/utf16.ts';

/** Bytes of JSON's grammar (RFC 8259). */
export const Token = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** How a string is written. */
export const Escapes = { none: 0, some: 1, loneSurrogate: 2 } as const;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
/** `"\/bfnrt` */
const SHORT_ESCAPES = new Set([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const LOWER_U = 0x75;
const LOWER_E = 0x65;

export const NO_KEY = 'a key in double quotes is missing';

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= Token.zero && byte <= Token.nine;

/** The value of a hexadecimal digit, or −1. */
function hexDigit(byte: number): number {
  if (byte >= Token.zero && byte <= Token.nine) return byte - Token.zero;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** The code unit of the four hexadecimal digits at `at`, or −1. */
export function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let digit = 0; digit < 4; digit += 1) {
    const value = hexDigit(bytes[at + digit] ?? 0);
    if (value < 0) return -1;
    unit = unit * 16 + value;
  }
  return unit;
}

/** Position of the first byte at or after `at` that is no white space. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let to = at;
  for (; to < end; to += 1) {
    const byte = bytes[to]!;
    if (byte > Token.space) break;
    if (
      byte !== Token.space &&
      byte !== Token.lineFeed &&
      byte !== Token.carriageReturn &&
      byte !== Token.tab
    ) {
      break;
    }
  }
  return to;
}

/**
 * Finds the ends of JSON values in UTF-8 bytes, strictly by RFC 8259, without making anything of them. Every method
 * takes the position where its part begins and gives the one after it, or −1; `failedAt` and `reason` then say what is
 * wrong. `failedAt === end`: all is well so far, but the bytes end too early. Whether bytes are UTF-8 is not checked.
 */
export class JsonScanner {
  bytes: Uint8Array = new Uint8Array(0);
  end = 0;
  failedAt = -1;
  reason = '';
  /** Of the string scanned last. */
  escapes: number = Escapes.none;
  /** By depth: 1 an object, 0 an array. */
  #open = new Uint8Array(64);

  /** What is scanned from now on: `bytes` up to `end`. */
  begin(bytes: Uint8Array, end: number): void {
    this.bytes = bytes;
    this.end = end;
  }

  fail(at: number, reason: string): -1 {
    this.failedAt = at;
    this.reason = at >= this.end ? 'the text ends too early' : reason;
    return -1;
  }

  /** Any value, however deeply nested. */
  value(start: number): number {
    const { bytes, end } = this;
    let depth = 0;
    let at = start;
    for (;;) {
      const byte = at < end ? bytes[at]! : 0;
      const isObject = byte === Token.openObject;
      if (isObject || byte === Token.openArray) {
        at = skipBlanks(bytes, at + 1, end);
        if (at < end && bytes[at] === (isObject ? Token.closeObject : Token.closeArray)) at += 1;
        else {
          this.#push(depth, isObject ? 1 : 0);
          depth += 1;
          if (isObject) at = this.key(at);
          if (at < 0) return -1;
          continue;
        }
      } else {
        at = this.scalar(at);
        if (at < 0) return -1;
      }
      for (; depth > 0; depth -= 1) {
        const inObject = this.#open[depth - 1] === 1;
        at = skipBlanks(bytes, at, end);
        if (at < end && bytes[at] === Token.comma) {
          at = inObject ? this.key(skipBlanks(bytes, at + 1, end)) : skipBlanks(bytes, at + 1, end);
          break;
        }
        if (at >= end || bytes[at] !== (inObject ? Token.closeObject : Token.closeArray)) {
          return this.fail(at, inObject ? 'a "," or "}" is missing' : 'a "," or "]" is missing');
        }
        at += 1;
      }
      if (at < 0 || depth === 0) return at;
    }
  }

  /** A key with its colon, up to where its value begins. */
  key(start: number): number {
    const { bytes, end } = this;
    if (start >= end || bytes[start] !== Token.quote) {
      return this.fail(start, NO_KEY);
    }
    const at = this.string(start);
    return at < 0 ? -1 : this.colon(at);
  }

  /** The colon after a key, up to where the value begins. */
  colon(start: number): number {
    const at = skipBlanks(this.bytes, start, this.end);
    if (at >= this.end || this.bytes[at] !== Token.colon)
      return this.fail(at, 'a ":" is missing after a key');
    return skipBlanks(this.bytes, at + 1, this.end);
  }

  /** A string, number, `true`, `false` or `null`. */
  scalar(at: number): number {
    if (at >= this.end) return this.fail(at, '');
    switch (this.bytes[at]!) {
      case Token.quote:
        return this.string(at);
      case TRUE[0]:
        return this.#literal(TRUE, at);
      case FALSE[0]:
        return this.#literal(FALSE, at);
      case NULL[0]:
        return this.#literal(NULL, at);
      default:
        return this.#number(at);
    }
  }

  /** A string, from its opening quote to behind its closing one. */
  string(start: number): number {
    const { bytes, end } = this;
    this.escapes = Escapes.none;
    for (let at = start + 1; at < end; ) {
      const byte = bytes[at]!;
      if (byte === Token.quote) return at + 1;
      if (byte === Token.backslash) {
        at = this.#escape(at);
        if (at < 0) return -1;
      } else if (byte < Token.space) {
        const code = byte.toString(16).padStart(2, '0').toUpperCase();
        return this.fail(at, `a string holds the control character 0x${code}, which must be escaped`);
      } else at += 1;
    }
    return this.fail(end, '');
  }

  #escape(start: number): number {
    const { bytes, end } = this;
    if (this.escapes === Escapes.none) this.escapes = Escapes.some;
    const at = start + 1;
    if (at < end && SHORT_ESCAPES.has(bytes[at]!)) return at + 1;
    if (at >= end || bytes[at] !== LOWER_U) return this.fail(at, 'no such escape exists');
    const unit = this.#unit(at + 1);
    if (unit < 0xd800 || unit >= 0xe000) return unit < 0 ? -1 : at + 5;
    const next = at + 5;
    const isPair =
      isHighSurrogate(unit) &&
      next + 6 <= end &&
      bytes[next] === Token.backslash &&
      bytes[next + 1] === LOWER_U &&
      isLowSurrogate(hexUnit(bytes, next + 2));
    if (isPair) return next + 6;
    this.escapes = Escapes.loneSurrogate;
    return next;
  }

  #unit(start: number): number {
    for (let at = start; at < start + 4; at += 1) {
      if (at >= this.end || hexDigit(this.bytes[at]!) < 0) {
        return this.fail(at, 'a \\u needs four hexadecimal digits');
      }
    }
    return hexUnit(this.bytes, start);
  }

  #literal(text: Uint8Array, start: number): number {
    for (let index = 0; index < text.length; index += 1) {
      const at = start + index;
      if (at >= this.end || this.bytes[at] !== text[index]) return this.fail(at, 'this is no JSON value');
    }
    return start + text.length;
  }

  #number(start: number): number {
    const { bytes, end } = this;
    let at = bytes[start] === Token.minus ? start + 1 : start;
    if (at >= end || !isDigit(bytes[at])) {
      return this.fail(at, at === start ? 'this is no JSON value' : 'a digit is missing');
    }
    if (bytes[at] === Token.zero) at += 1;
    else at = this.#digits(at);
    if (at < end && bytes[at] === Token.dot) {
      at = this.#digits(at + 1);
      if (at < 0) return -1;
    }
    if (at < end && (bytes[at]! | 0x20) === LOWER_E) {
      at += 1;
      if (at < end && (bytes[at] === Token.minus || bytes[at] === 0x2b)) at += 1;
      at = this.#digits(at);
    }
    return at;
  }

  /** One digit at least. */
  #digits(start: number): number {
    const { bytes, end } = this;
    let at = start;
    while (at < end && isDigit(bytes[at])) at += 1;
    return at === start ? this.fail(at, 'a digit is missing') : at;
  }

  #push(depth: number, kind: number): void {
    if (depth === this.#open.length) {
      const grown = new Uint8Array(2 * depth);
      grown.set(this.#open);
      this.#open = grown;
    }
    this.#open[depth] = kind;
  }
}
