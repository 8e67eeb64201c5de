import type { Finding } from '../conversion/detection.ts';
import { RequestError } from '../conversion/errors.ts';
import type { Encoding, JsonFormat } from '../conversion/source-format.ts';
import type { SourceOptions } from '../conversion/source-options.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { decodeSingleByte, LATIN_1, WINDOWS_1252 } from '../text/single-byte.ts';
import { decodeUtf16 } from '../text/utf16.ts';
import { detectLayout, type JsonLayout } from './detect-layout.ts';
import { JsonScanner, skipBlanks, Token } from './json-scanner.ts';

/** Everything of a JSON format but its fields. */
export type JsonShape = Omit<JsonFormat, 'fields'>;

export interface JsonDetection {
  readonly shape: JsonShape;
  readonly findings: readonly Finding[];
}

const LOOKED_AT_BYTES = 1024;

function decoded(sample: Uint8Array, encoding: Encoding, isWhole: boolean): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return sample;
    case 'utf-16le':
      return decodeUtf16(sample, 'little', isWhole).text;
    case 'utf-16be':
      return decodeUtf16(sample, 'big', isWhole).text;
    case 'windows-1252':
      return decodeSingleByte(sample, WINDOWS_1252);
    case 'latin1':
      return decodeSingleByte(sample, LATIN_1);
    default:
      return encoding satisfies never;
  }
}

/** Whether an array of single values begins at `start`, or a line of them, and not a text that looks like one. */
function isArrayText(bytes: Uint8Array, start: number): boolean {
  const scanner = new JsonScanner();
  scanner.begin(bytes, bytes.length);
  const end = scanner.value(start);
  if (end < 0) return scanner.failedAt === bytes.length && bytes.length >= LOOKED_AT_BYTES;
  const next = skipBlanks(bytes, end, bytes.length);
  return next === bytes.length || bytes[next] === Token.openArray;
}

/** Whether a sample, the source's own bytes, begins like JSON records: an object, or an array. */
export function looksLikeJson(sample: Uint8Array): boolean {
  const { encoding, markBytes } = detectEncoding(sample.subarray(0, LOOKED_AT_BYTES), false, undefined);
  const bytes = decoded(sample.subarray(markBytes, 2 * LOOKED_AT_BYTES), encoding, false);
  const text = Buffer.from(bytes).toString('utf8');
  if (/^\s*(\{\s*("|\})|\[\s*(\[|\{|\]))/.test(text)) return true;
  const start = skipBlanks(bytes, 0, bytes.length);
  return bytes[start] === Token.openArray && isArrayText(bytes, start);
}

const LAYOUTS = {
  lines: 'one record per line',
  array: 'one array of records',
  values: 'one record after another',
} as const;

function findingsOf({ layout, member, records, confidence, because, leftOut }: JsonLayout): Finding[] {
  const within = member === undefined ? '' : ` in ${JSON.stringify(member)}`;
  const found: Finding[] = [
    {
      part: 'layout',
      value: LAYOUTS[layout] + within,
      confidence,
      because,
      ...(member !== undefined && { override: "--records ''" }),
    },
  ];
  if (records === 'arrays') {
    found.push({
      part: 'records',
      value: 'values by position',
      confidence,
      because: 'each record is an array',
      override: '--names a,b,c',
    });
  }
  for (const key of leftOut) {
    const value = `${JSON.stringify(key)} is not converted`;
    found.push({
      part: 'records',
      value,
      confidence: 1,
      because: `it stands beside the records${within}`,
      isLoss: true,
      override: "--records ''",
    });
  }
  return found;
}

/**
 * Finds out how JSON records are laid out from a sample.
 *
 * @throws RequestError when the text holds no records: one scalar, or columns instead of rows (`{col: {row: value}}`);
 *   BadInputError when it is empty, or no JSON.
 */
export function detectJson(
  name: string,
  sample: Uint8Array,
  isWhole: boolean,
  given: SourceOptions,
): JsonDetection {
  const { encoding, markBytes, finding } = detectEncoding(sample, isWhole, given.encoding);
  const bytes = decoded(sample.subarray(markBytes), encoding, isWhole);
  const found = detectLayout({ name, bytes, offset: markBytes, isWhole }, given.member);
  const { layout, member, records } = found;
  if (given.names && records === 'objects') {
    throw new RequestError(
      `${name} has records with names of their own; --names is for records that are arrays`,
    );
  }
  const format: Finding =
    given.kind === 'json'
      ? { part: 'format', value: 'JSON', confidence: 1, because: 'it was given' }
      : {
          part: 'format',
          value: 'JSON',
          confidence: 0.95,
          because: 'it begins like JSON',
          override: '--from csv',
        };
  return {
    shape: { kind: 'json', encoding, layout, member, records, nested: given.nested ?? 'flatten' },
    findings: [format, finding, ...findingsOf(found)],
  };
}
