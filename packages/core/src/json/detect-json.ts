import type { Finding } from '../conversion/detection.ts';
import type { JsonFormat } from '../conversion/source-format.ts';
import type { SourceOptions } from '../conversion/source-options.ts';

/** Everything of a JSON format but its fields. */
export type JsonShape = Omit<JsonFormat, 'fields'>;

export interface JsonDetection {
  readonly shape: JsonShape;
  readonly findings: readonly Finding[];
}

/** Whether a sample, the source's own bytes, begins like JSON records: an object, or an array of objects or arrays. */
export function looksLikeJson(sample: Uint8Array): boolean {
  return /^[\s\uFEFF]*(\{\s*("|\})|\[\s*(\[|\{|\]))/.test(
    Buffer.from(sample.subarray(0, 1024)).toString('utf8'),
  );
}

/**
 * Finds out how JSON records are laid out from a sample.
 *
 * @throws RequestError when the text holds no records: one scalar, or columns instead of rows (`{col: {row: value}}`).
 */
export function detectJson(
  _name: string,
  _sample: Uint8Array,
  _isWhole: boolean,
  _given: SourceOptions,
): JsonDetection {
  throw new Error('to be written');
}
