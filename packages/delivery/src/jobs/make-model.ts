import type { SourceDescription } from '@parquetry/core';
import type { Model } from './recipe.ts';

const LINE_FEED = 0x0a;

/**
 * What other objects with the same first line can be read by. Undefined where one line does not tell all: compressed
 * objects, JSON, no header, lines before it, a header with quotes (it may go on in the next line).
 *
 * @param content the beginning of the object, its first line at least.
 */
export function modelOf({ compression, format }: SourceDescription, content: Uint8Array): Model | undefined {
  if (compression !== 'none' || format.kind !== 'csv' || !format.hasHeader) return undefined;
  const { skipLines, quote, comment } = format.dialect;
  if (skipLines > 0 || format.encoding !== 'utf-8') return undefined;
  const end = content.indexOf(LINE_FEED) + 1;
  const line = Buffer.from(content.subarray(0, end));
  const text = line.toString('utf8').replace(/^\uFEFF/, '');
  const isWholeHeader = text.trim() !== '' && (quote === '' || !text.includes(quote));
  if (!isWholeHeader || (comment !== '' && text.startsWith(comment))) return undefined;
  return { format, firstLine: line.toString('base64') };
}
