import type { Finding } from '../conversion/detection.ts';
import { RequestError } from '../conversion/errors.ts';
import type { JsonFormat } from '../conversion/source-format.ts';
import type { SourceOptions } from '../conversion/source-options.ts';
import { decodeSample } from '../text/decode-sample.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { detectLayout, type JsonLayout } from './detect-layout.ts';
import { looksLikeJson } from './recognize-json.ts';

/** Everything of a JSON format but its fields. */
export type JsonShape = Omit<JsonFormat, 'fields'>;

export interface JsonDetection {
  readonly shape: JsonShape;
  readonly findings: readonly Finding[];
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
  const bytes = decodeSample(sample.subarray(markBytes), encoding, isWhole);
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
          because: looksLikeJson(sample) ? 'it begins like JSON' : 'its name says so',
          override: '--from csv',
        };
  return {
    shape: { kind: 'json', encoding, layout, member, records, nested: given.nested ?? 'flatten' },
    findings: [format, finding, ...findingsOf(found)],
  };
}
