import { isAscii, isUtf8 } from 'node:buffer';
import type { Finding } from '../conversion/detection.ts';
import type { Encoding } from '../conversion/source-format.ts';
import { formatCount, plural } from './format-count.ts';
import { validUtf8Length } from './utf8.ts';

export interface EncodingDetection {
  readonly encoding: Encoding;
  /** Bytes of the byte-order mark at the start. */
  readonly markBytes: number;
  readonly finding: Finding;
}

interface Mark {
  readonly encoding: Encoding;
  readonly bytes: readonly number[];
}

const MARKS: readonly Mark[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

const NAMES: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'Windows-1252',
  latin1: 'Latin-1',
};

const AS_WINDOWS = '--encoding windows-1252';
const AS_UTF8 = '--encoding utf-8';
/** Bytes that Windows-1252 leaves undefined, and \u00ff, which next to no language writes. */
const UNUSED_BYTES = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, 0xff]);
/** Its punctuation that never stands between two letters: quotation marks, dagger, per mille, bullet, … */
const NEVER_WITHIN_WORDS = new Set([0x82, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8b, 0x93, 0x94, 0x95, 0x98, 0x9b]);
/** Letters that are words of western languages: à, è, é, ó, … */
const WORDS_OF_ONE_LETTER = new Set([0xc0, 0xc8, 0xc9, 0xd2, 0xd3, 0xe0, 0xe8, 0xe9, 0xf2, 0xf3]);
const FIRST_LETTER = 0xc0;
/** Characters outside ASCII in a row that no western language writes. */
const LONG_RUN = 4;

const these = (value: number, noun: string) => `${plural(value, noun)} ${value === 1 ? 'is' : 'are'}`;
const isLetter = (byte: number | undefined) =>
  byte !== undefined && ((byte | 0x20) >= 0x61 ? (byte | 0x20) <= 0x7a : false);

const markOf = (sample: Uint8Array) =>
  MARKS.find(({ bytes }) => bytes.every((byte, index) => sample[index] === byte));

/** Whether no text in Windows-1252 has this byte, which is not ASCII, where it stands. */
function isImplausible(text: Uint8Array, at: number): boolean {
  const byte = text[at]!;
  if (UNUSED_BYTES.has(byte)) return true;
  const [before, after] = [text[at - 1] ?? 0, text[at + 1] ?? 0];
  if (byte < FIRST_LETTER) return NEVER_WITHIN_WORDS.has(byte) && isLetter(before) && isLetter(after);
  const touchesLetter = [before, after].some((other) => isLetter(other) || other >= 0x80);
  return !touchesLetter && !WORDS_OF_ONE_LETTER.has(byte);
}

/** UTF-16 without a mark: one half of its pairs of bytes is often 0, the other nearly never. */
function utf16By(sample: Uint8Array): { encoding: Encoding; share: number } | undefined {
  const pairs = sample.length >> 1;
  if (pairs < 2 || sample.indexOf(0) < 0) return undefined;
  const zeros: [number, number] = [0, 0];
  for (let at = 0; at < 2 * pairs; at += 1) if (sample[at] === 0) zeros[at & 1]! += 1;
  const share = Math.max(...zeros) / pairs;
  if (share < (Math.max(...zeros) < 4 ? 0.45 : 0.2) || Math.min(...zeros) > 0.05 * Math.max(...zeros))
    return undefined;
  return { encoding: zeros[1] > zeros[0] ? 'utf-16le' : 'utf-16be', share };
}

/** How much of the sample is not cut within a character at its end. */
function wholeLength(sample: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, sample.length); back += 1) {
    const byte = sample[sample.length - back]!;
    if (byte < 0x80) break;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    if (needed > 1) return needed > back ? sample.length - back : sample.length;
  }
  return sample.length;
}

/** How the bytes outside ASCII of a text that is not all UTF-8 are used. */
interface HighBytes {
  /** Characters of several bytes, as UTF-8 has them. */
  valid: number;
  /** Bytes that are in none. */
  invalid: number;
  firstInvalid: number;
  /** Of these, how many no text in Windows-1252 has where they stand. */
  implausible: number;
  inLongRuns: number;
}

function highBytes(text: Uint8Array): HighBytes {
  const found: HighBytes = { valid: 0, invalid: 0, firstInvalid: -1, implausible: 0, inLongRuns: 0 };
  let run = 0;
  for (let at = 0; at < text.length; ) {
    const byte = text[at]!;
    const length = byte < 0xc2 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0x80 && length > 1 && validUtf8Length(text.subarray(at, at + length)) >= length) {
      found.valid += 1;
      at += length;
      run = 0;
      continue;
    }
    run = byte >= 0x80 ? run + 1 : 0;
    if (byte >= 0x80) {
      if (found.invalid === 0) found.firstInvalid = at;
      found.invalid += 1;
      if (run === LONG_RUN) found.inLongRuns += LONG_RUN;
      else if (run > LONG_RUN) found.inLongRuns += 1;
      if (isImplausible(text, at)) found.implausible += 1;
    }
    at += 1;
  }
  return found;
}

function weigh(text: Uint8Array): Omit<EncodingDetection, 'markBytes'> {
  const { valid, invalid, firstInvalid, implausible, inLongRuns } = highBytes(text);
  const utf8 = (confidence: number, because: string, override = AS_WINDOWS) => ({
    encoding: 'utf-8' as const,
    finding: { part: 'encoding' as const, value: 'UTF-8', confidence, because, override },
  });
  const first = `the first at byte ${formatCount(firstInvalid)}`;
  if (valid >= invalid) {
    const because = `${these(valid, 'character')} UTF-8, ${these(invalid, 'byte')} not (${first}): ${invalid === 1 ? 'its row is' : 'their rows are'} bad`;
    return utf8(valid > 10 * invalid ? 0.9 : 0.6, because);
  }
  if (2 * inLongRuns > invalid) {
    const because = `${these(invalid, 'byte')} not UTF-8 (${first}), and stand in rows as in no western encoding; none that is known fits`;
    return utf8(0.2, because);
  }
  if (10 * implausible > invalid) {
    const because = `${these(invalid, 'byte')} not UTF-8 (${first}), and ${invalid === 1 ? 'does' : 'do'} not fit Windows-1252 either`;
    return utf8(0.2, because);
  }
  const because = `${these(invalid, 'byte')} not UTF-8 (${first}), and would be ${invalid === 1 ? 'a letter or sign' : 'letters and signs'} in Windows-1252`;
  const confidence = valid > 0 ? 0.4 : invalid > 3 ? 0.6 : 0.5;
  return {
    encoding: 'windows-1252',
    finding: { part: 'encoding', value: NAMES['windows-1252'], confidence, because, override: AS_UTF8 },
  };
}

/**
 * Finds out how the characters of a sample, a text's first bytes, are encoded. What fits no encoding is called UTF-8,
 * so that the bytes in question are told as bad rows instead of becoming wrong letters.
 */
export function detectEncoding(
  sample: Uint8Array,
  isWhole: boolean,
  given: Encoding | undefined,
): EncodingDetection {
  const mark = markOf(sample);
  const finding = (encoding: Encoding, confidence: number, because: string, suffix = ''): Finding => ({
    part: 'encoding',
    value: NAMES[encoding] + suffix,
    confidence,
    because,
    ...(given === undefined && { override: encoding === 'utf-8' ? AS_WINDOWS : AS_UTF8 }),
  });
  if (given !== undefined) {
    const markBytes = mark?.encoding === given ? mark.bytes.length : 0;
    return { encoding: given, markBytes, finding: finding(given, 1, 'it was given') };
  }
  if (mark) {
    const { encoding, bytes } = mark;
    const because = 'the text begins with its byte-order mark';
    return {
      encoding,
      markBytes: bytes.length,
      finding: finding(encoding, 1, because, ' with byte-order mark'),
    };
  }
  const utf16 = utf16By(sample);
  if (utf16) {
    const { encoding, share } = utf16;
    const because = `${Math.round(100 * share)} % of the pairs of bytes have a NUL in one and the same half`;
    return { encoding, markBytes: 0, finding: finding(encoding, 0.9, because) };
  }
  const text = isWhole ? sample : sample.subarray(0, wholeLength(sample));
  if (!isUtf8(text)) return { markBytes: 0, ...weigh(text) };
  const isPlain = isAscii(text);
  const because = isPlain ? 'all characters are ASCII so far' : 'all bytes are valid UTF-8';
  const confidence = isPlain && !isWhole ? 0.9 : 0.99;
  return { encoding: 'utf-8', markBytes: 0, finding: finding('utf-8', confidence, because) };
}
