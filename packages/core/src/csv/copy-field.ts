import { CR, type GeneralSyntax, isOneOf, LF, matchAt, NONE } from './general-syntax.ts';
import type { ScannedRecords } from './scan-records.ts';

/** `unfinished`: the bytes end before it can be told where the field ends. */
type FieldOutcome = 'whole' | 'unfinished' | 'malformed';

/**
 * Copies fields, one after the other, as they are meant: quotes taken off, escapes undone, trimmed. Fields stand in
 * `target`; what was found last is told by the other members.
 */
export class FieldCopier {
  readonly #syntax: GeneralSyntax;
  #bytes: Uint8Array = new Uint8Array(0);
  #isLast = true;
  #isQuoted = false;
  #rawStart = 0;
  #rawEnd = 0;
  /** In `target`: trimming takes nothing before it, for it was escaped. */
  #keptTo = 0;
  /** Where reading goes on. */
  at = 0;
  target: Uint8Array = new Uint8Array(0);
  /** The last field in `target`. */
  start = 0;
  end = 0;
  /** Of a malformed field. */
  reason = '';
  offence = 0;

  constructor(syntax: GeneralSyntax) {
    this.#syntax = syntax;
  }

  /** Begins with other bytes; what was copied is forgotten. */
  begin(bytes: Uint8Array, at: number, isLast: boolean, scan: ScannedRecords): void {
    const isOwn = scan.recordStarts.length > 0;
    // Nothing is ever longer than what it was written as.
    if (!isOwn || scan.bytes.length < bytes.length) scan.bytes = new Uint8Array(bytes.length + 64);
    this.target = scan.bytes;
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.at = at;
    this.end = 0;
  }

  /** Skips blanks that are not part of a delimiter, where they are to be trimmed. */
  skipBlanks(): void {
    const { blank, delimiter } = this.#syntax;
    const bytes = this.#bytes;
    while (blank[bytes[this.at]!] === 1) {
      const match = bytes[this.at] === delimiter[0] ? matchAt(bytes, this.at, delimiter) : 0;
      if (match > 0 || (match === NONE && !this.#isLast)) return;
      this.at += 1;
    }
  }

  /** Copies the field at `at`, and leaves `at` on the delimiter, line end or end after it. */
  copy(): FieldOutcome {
    this.skipBlanks();
    this.start = this.end;
    this.#isQuoted = this.#bytes[this.at] === this.#syntax.quote;
    return this.#isQuoted ? this.#copyQuoted() : this.#copyUnquoted();
  }

  /** How long the delimiter at `at` is, 0 when there is none; {@link NONE} when that cannot be told yet. */
  delimiterLength(): number {
    return this.#delimiterAt(this.at);
  }

  /** Whether nothing at all was written for the last field. */
  isMissing(): boolean {
    return !this.#isQuoted && this.#rawStart === this.#rawEnd;
  }

  /** Whether the last field is null. */
  isNull(): boolean {
    const { keepsQuotedEmpty, nulls } = this.#syntax;
    if (this.#isQuoted) {
      if (keepsQuotedEmpty) return false;
      return this.start === this.end || isOneOf(nulls, this.target, this.start, this.end);
    }
    return this.start === this.end || isOneOf(nulls, this.#bytes, this.#rawStart, this.#rawEnd);
  }

  #delimiterAt(at: number): number {
    const { delimiter } = this.#syntax;
    if (at < this.#bytes.length && this.#bytes[at] !== delimiter[0]) return 0;
    const match = matchAt(this.#bytes, at, delimiter);
    return match === NONE && this.#isLast ? 0 : match;
  }

  #copyQuoted(): FieldOutcome {
    const { quote, escapeByte, doublesQuotes } = this.#syntax;
    const bytes = this.#bytes;
    const { target } = this;
    const opening = this.at;
    let to = this.end;
    let at = opening + 1;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte === quote) {
        if (!doublesQuotes || bytes[at + 1] !== quote) break;
        at += 1;
      } else if (byte === escapeByte && (bytes[at + 1] === quote || bytes[at + 1] === escapeByte)) at += 1;
      target[to++] = bytes[at]!;
    }
    if (at + 1 >= bytes.length && !this.#isLast) return 'unfinished';
    if (at >= bytes.length)
      return this.#malformed('a quote is opened and never closed', opening, bytes.length);
    this.end = to;
    this.at = at + 1;
    return this.#afterQuotes(opening);
  }

  #afterQuotes(opening: number): FieldOutcome {
    this.skipBlanks();
    const byte = this.#bytes[this.at];
    if (byte === undefined) return this.#isLast ? 'whole' : 'unfinished';
    if (byte === LF || byte === CR) return 'whole';
    const length = this.#delimiterAt(this.at);
    if (length === NONE) return 'unfinished';
    return length > 0 ? 'whole' : this.#malformed('text after a closing quote', opening, this.at);
  }

  #copyUnquoted(): FieldOutcome {
    const { quote, escapeByte, endsRun } = this.#syntax;
    const bytes = this.#bytes;
    const { target } = this;
    let to = this.end;
    this.#rawStart = this.at;
    this.#keptTo = to;
    for (;;) {
      let { at } = this;
      while (at < bytes.length && endsRun[bytes[at]!] === 0) target[to++] = bytes[at++]!;
      this.at = at;
      if (at === bytes.length) {
        if (!this.#isLast) return 'unfinished';
        break;
      }
      const byte = bytes[at]!;
      if (byte === LF || byte === CR) break;
      const delimiter = this.#delimiterAt(at);
      if (delimiter === NONE) return 'unfinished';
      if (delimiter > 0) break;
      if (byte === quote) return this.#malformed('a quote inside an unquoted field', at, at);
      if (byte === escapeByte) {
        const length = this.#escapedLength(at + 1);
        if (length === NONE) return 'unfinished';
        if (length > 0) {
          for (let index = 1; index <= length; index += 1) target[to++] = bytes[at + index]!;
          this.#keptTo = to;
          this.at = at + 1 + length;
          continue;
        }
      }
      target[to++] = byte;
      this.at = at + 1;
    }
    this.#endUnquoted(to);
    return 'whole';
  }

  /** Of what stands after an escape outside quotes: how much it makes text. */
  #escapedLength(at: number): number {
    const bytes = this.#bytes;
    const byte = bytes[at];
    if (byte === undefined) return this.#isLast ? 0 : NONE;
    if (byte === LF || byte === this.#syntax.quote || byte === this.#syntax.escapeByte) return 1;
    if (byte !== CR) return this.#delimiterAt(at);
    if (at + 1 === bytes.length && !this.#isLast) return NONE;
    return bytes[at + 1] === LF ? 2 : 1;
  }

  #endUnquoted(end: number): void {
    const { blank } = this.#syntax;
    let to = end;
    while (to > this.#keptTo && blank[this.target[to - 1]!] === 1) to -= 1;
    this.#rawEnd = this.at - (end - to);
    this.end = to;
  }

  #malformed(reason: string, offence: number, at: number): FieldOutcome {
    this.reason = reason;
    this.offence = offence;
    this.at = at;
    return 'malformed';
  }
}
