import { afterLine } from './record-extents.ts';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
/** So many quotes are followed to the end of the sample in vain, then no further one. */
const MAX_VAIN_SEARCHES = 8;

/** A way to read a text, as detection tries it. */
export interface Trial {
  /** As bytes of UTF-8. */
  readonly delimiter: Uint8Array;
  /** −1: nothing is quoted. */
  readonly quote: number;
  /** What makes a quote inside quotes text: the quote itself, another byte, or −1: nothing does. */
  readonly escape: number;
  /** Spaces before an opening and after a closing quote are passed over. */
  readonly mayPad: boolean;
  readonly comment: Uint8Array;
}

/** Fields of one record: where each starts and ends, inside its quotes. */
export interface Cells {
  readonly starts: number[];
  readonly ends: number[];
  readonly areQuoted: boolean[];
}

export const noCells = (): Cells => ({ starts: [], ends: [], areQuoted: [] });

const startsWith = (bytes: Uint8Array, at: number, prefix: Uint8Array) => {
  for (let index = 0; index < prefix.length; index += 1)
    if (bytes[at + index] !== prefix[index]) return false;
  return true;
};

/** Goes through a sample record by record, forgiving all; after trouble with quotes it goes on at the next line. */
export class RecordWalk {
  readonly #bytes: Uint8Array;
  readonly #trial: Trial;
  readonly #isWhole: boolean;
  readonly #special = new Uint8Array(256);
  #at: number;
  #vainSearches = 0;
  #isCut = false;
  /** Of the record that {@link next} went over. */
  start = 0;
  width = 0;
  /** It breaks the rules of quoting; its width is 0. */
  isBroken = false;
  /** The broken record's quote stands within an unquoted field. */
  isStray = false;
  quotedFields = 0;
  /** Quoted fields behind spaces. */
  paddedFields = 0;
  /** Quoted fields that would be something else without their quotes. */
  protectedFields = 0;
  isLastEmpty = false;

  constructor(bytes: Uint8Array, start: number, isWhole: boolean, trial: Trial) {
    this.#bytes = bytes;
    this.#at = start;
    this.#isWhole = isWhole;
    this.#trial = trial;
    const { quote, delimiter } = trial;
    for (const byte of [LF, CR, delimiter[0]!]) this.#special[byte] = 1;
    if (quote >= 0) this.#special[quote] = 1;
  }

  /** Where the record after this one begins. */
  get end(): number {
    return this.#at;
  }

  /** Goes to the next record that is neither blank nor cut by the end of the sample; `false` when there is none. */
  next(cells?: Cells): boolean {
    const bytes = this.#bytes;
    const { comment } = this.#trial;
    for (;;) {
      while (bytes[this.#at] === LF || bytes[this.#at] === CR) this.#at += 1;
      if (this.#at >= bytes.length) return false;
      if (comment.length === 0 || !startsWith(bytes, this.#at, comment)) break;
      this.#at = afterLine(bytes, this.#at);
    }
    this.start = this.#at;
    this.width = this.quotedFields = this.paddedFields = this.protectedFields = 0;
    this.isBroken = this.isStray = false;
    while (this.#field(cells)) this.width += 1;
    if (this.isBroken) this.width = 0;
    else this.width += 1;
    return this.#isWhole || this.#at < bytes.length || (bytes[bytes.length - 1] === LF && !this.#isCut);
  }

  /** Goes over one field and what ends it; `false` after the last one of a record. */
  #field(cells?: Cells): boolean {
    const bytes = this.#bytes;
    const { quote, mayPad, delimiter } = this.#trial;
    const start = this.#at;
    let opening = start;
    if (mayPad) while (bytes[opening] === SPACE) opening += 1;
    if (quote >= 0 && bytes[opening] === quote) {
      if (!this.#quoted(opening, cells)) return false;
      if (opening > start) this.paddedFields += 1;
    } else {
      let at = start;
      for (;;) {
        while (at < bytes.length && this.#special[bytes[at]!] === 0) at += 1;
        if (at >= bytes.length || bytes[at] === LF || bytes[at] === CR || bytes[at] === quote) break;
        if (startsWith(bytes, at, delimiter)) break;
        at += 1;
      }
      if (at < bytes.length && bytes[at] === quote) {
        this.isStray = true;
        return this.#breakAt(at);
      }
      this.isLastEmpty = at === start;
      cells?.starts.push(start);
      cells?.ends.push(at);
      cells?.areQuoted.push(false);
      this.#at = at;
    }
    if (this.#at >= bytes.length) return false;
    if (bytes[this.#at] === LF || bytes[this.#at] === CR) {
      this.#at = afterLine(bytes, this.#at);
      return false;
    }
    this.#at += delimiter.length;
    return true;
  }

  #breakAt(offence: number): false {
    this.isBroken = true;
    this.#at = afterLine(this.#bytes, offence);
    return false;
  }

  /** Goes over a quoted field to what follows it; `false` when the record is broken or cut. */
  #quoted(opening: number, cells?: Cells): boolean {
    const bytes = this.#bytes;
    const { quote, delimiter, mayPad, escape: escaping } = this.#trial;
    let isProtecting = false;
    let at = opening + 1;
    if (this.#vainSearches > MAX_VAIN_SEARCHES) return this.#breakAt(opening);
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (byte === quote && (escaping !== quote || bytes[at + 1] !== quote)) break;
      if (byte === escaping) at += 1;
      else if (this.#special[byte] === 0) continue;
      isProtecting = true;
    }
    if (at >= bytes.length) {
      // However far it is: the field may be longer than the sample, and a stray quote is found when all is read.
      this.#isCut = !this.#isWhole;
      if (this.#isCut) {
        this.#at = bytes.length;
        return false;
      }
      this.#vainSearches += 1;
      return this.#breakAt(opening);
    }
    let after = at + 1;
    if (mayPad) while (bytes[after] === SPACE) after += 1;
    const ends = after >= bytes.length || bytes[after] === LF || bytes[after] === CR;
    if (!ends && !startsWith(bytes, after, delimiter)) return this.#breakAt(opening);
    this.quotedFields += 1;
    if (isProtecting) this.protectedFields += 1;
    this.isLastEmpty = at === opening + 1;
    cells?.starts.push(opening + 1);
    cells?.ends.push(at);
    cells?.areQuoted.push(true);
    this.#at = after;
    return true;
  }
}

/** What a trial makes of a whole sample. */
export interface Survey {
  readonly trial: Trial;
  readonly starts: readonly number[];
  /** Fields of each record; 0: it breaks the rules of quoting. */
  readonly widths: readonly number[];
  /** The most frequent width of two and more, the greater of two alike; 1 when there is none. */
  readonly width: number;
  /** Records of that width. */
  readonly regular: number;
  readonly broken: number;
  readonly stray: number;
  /** Records with a quoted field. */
  readonly quoted: number;
  readonly quotedFields: number;
  readonly paddedFields: number;
  readonly protectedFields: number;
  /** Records one field wider than the first one, with nothing in it. */
  readonly endingInDelimiter: number;
  /** The only record is longer than the sample: its width is unknown. */
  readonly isCut: boolean;
}

function mostFrequentWidth(widths: readonly number[]): { width: number; regular: number } {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let best = { width: 1, regular: counts.get(1) ?? 0 };
  for (const [width, regular] of counts) {
    if (width < 2) continue;
    const isMore = regular > best.regular || (regular === best.regular && width > best.width);
    if (best.width === 1 || isMore) best = { width, regular };
  }
  return best;
}

/** Reads all records of a sample in one way. */
export function surveyRecords(bytes: Uint8Array, start: number, isWhole: boolean, trial: Trial): Survey {
  const walk = new RecordWalk(bytes, start, isWhole, trial);
  const starts: number[] = [];
  const widths: number[] = [];
  const tally = {
    broken: 0,
    stray: 0,
    quoted: 0,
    quotedFields: 0,
    paddedFields: 0,
    protectedFields: 0,
    endingInDelimiter: 0,
  };
  let isCut = false;
  for (;;) {
    const before = walk.end;
    if (!walk.next()) {
      isCut = starts.length === 0 && walk.end > before && walk.width > 0;
      if (!isCut) break;
    }
    starts.push(walk.start);
    widths.push(walk.width);
    if (walk.isBroken) tally.broken += 1;
    if (walk.isStray) tally.stray += 1;
    if (walk.quotedFields > 0) tally.quoted += 1;
    tally.quotedFields += walk.quotedFields;
    tally.paddedFields += walk.paddedFields;
    tally.protectedFields += walk.protectedFields;
    if (walk.width === widths[0]! + 1 && walk.isLastEmpty) tally.endingInDelimiter += 1;
    if (isCut) break;
  }
  return { trial, starts, widths, ...mostFrequentWidth(widths), ...tally, isCut };
}
