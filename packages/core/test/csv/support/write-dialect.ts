import type { ScannedText } from '../../../src/csv/scanner.ts';

/** A cell and how it is to be written, where the dialect leaves a choice: bits of `style`. */
export interface StyledCell {
  readonly value: string | null;
  readonly style: number;
}

const MAY_QUOTE = 1;
const MAY_SPELL_NULL = 2;
const MAY_PAD = 4;
const MAY_DOUBLE = 8;

const isBlank = (character: string | undefined) => character === ' ' || character === '\t';

const hasOneOf = (value: string, characters: string) => [...characters].some((one) => value.includes(one));

/** Writes cells in any dialect, in all the ways that dialect has. */
export class DialectWriter {
  readonly #text: ScannedText;

  constructor(text: ScannedText) {
    this.#text = text;
  }

  /** The cell and its text; a value that the dialect cannot write becomes `x`. */
  cell({ value, style }: StyledCell, isFirst: boolean): { value: string | null; text: string } {
    const text = value === null ? this.#null(style) : this.#value(value, style, isFirst);
    if (text === undefined) return { value: 'x', text: this.#padded('x', style) };
    return { value, text: this.#padded(text, style) };
  }

  #null(style: number): string {
    const { nulls, quotedEmpty, dialect } = this.#text;
    if (nulls.length > 0 && style & MAY_SPELL_NULL) return nulls[style % nulls.length]!;
    return quotedEmpty === 'null' && style & MAY_QUOTE ? dialect.quote.repeat(2) : '';
  }

  #value(value: string, style: number, isFirst: boolean): string | undefined {
    const { dialect, nulls, quotedEmpty } = this.#text;
    const { quote, trim, comment, delimiter } = dialect;
    const isQuotedNull = quotedEmpty === 'null' && (value === '' || nulls.includes(value));
    const mustQuote =
      value === '' ||
      hasOneOf(value, `${delimiter}${quote}\r\n`) ||
      (trim && (isBlank(value[0]) || isBlank(value.at(-1)))) ||
      (isFirst && comment !== '' && value.startsWith(comment[0]!)) ||
      nulls.includes(value);
    if (quote !== '' && !isQuotedNull && (mustQuote || style & MAY_QUOTE)) return this.#quoted(value, style);
    if (dialect.escape === '\\') return this.#escaped(value, isFirst);
    return mustQuote ? undefined : value;
  }

  #quoted(value: string, style: number): string | undefined {
    const { quote, escape: escaping } = this.#text.dialect;
    if (escaping === '') return value.includes(quote) ? undefined : `${quote}${value}${quote}`;
    if (escaping === quote) return `${quote}${value.replaceAll(quote, quote + quote)}${quote}`;
    const written = value
      .replaceAll(escaping, escaping + escaping)
      .replaceAll(quote, (style & MAY_DOUBLE ? quote : escaping) + quote);
    return `${quote}${written}${quote}`;
  }

  #escaped(value: string, isFirst: boolean): string | undefined {
    const { delimiter, trim, comment, quote } = this.#text.dialect;
    if (value === '' || (isFirst && comment !== '' && value.startsWith(comment[0]!))) return undefined;
    if (trim && (isBlank(value[0]) || isBlank(value.at(-1)))) return undefined;
    // Before a line feed, both would be one line end.
    if (value.endsWith('\r')) return undefined;
    if (delimiter.length > 1 && hasOneOf(value, delimiter)) return undefined;
    const written = value.replaceAll('\\', '\\\\').replaceAll(delimiter, `\\${delimiter}`);
    const quoted = quote === '' ? written : written.replaceAll(quote, `\\${quote}`);
    return this.#isNull(quoted) ? undefined : quoted.replaceAll(/\r\n|\r|\n/g, '\\$&');
  }

  #isNull(text: string): boolean {
    return text === '' || this.#text.nulls.includes(text);
  }

  #padded(text: string, style: number): string {
    const { trim, delimiter } = this.#text.dialect;
    if (!trim || (style & MAY_PAD) === 0) return text;
    const pad = [' ', '\t'].find((blank) => !delimiter.includes(blank)) ?? '';
    return `${pad}${text}${pad}${pad}`;
  }
}
