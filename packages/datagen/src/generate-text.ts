import { openLines, type TextFormat } from './line-writers.ts';
import type { RecipeName } from './recipes.ts';

const DEFAULT_CHUNK_BYTES = 1 << 18;

export interface TextRequest {
  readonly recipe: RecipeName;
  /** CSV by default. */
  readonly format?: TextFormat | undefined;
  /** A safe integer. */
  readonly seed: number;
  /** Exactly so many rows, unless `bytes` ends them earlier. */
  readonly rows?: number;
  /** Stops after the first line, the header included, with which the text is at least so long. */
  readonly bytes?: number;
  /** Chunks are at least this long, the last one apart; the text does not depend on it. 256 KiB by default. */
  readonly chunkBytes?: number;
}

function requireWhole(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return;
  throw new RangeError(`${name} is ${value}; it has to be a whole number, ${least} or more`);
}

/**
 * Text of a recipe as chunks of whole rows, CSV's header first, in memory that does not grow with `rows` or `bytes`. The
 * same seed gives the same bytes on any machine, and fewer rows of a seed are a prefix of more. A chunk is the
 * consumer's: it is not written to again. Iterating again starts again.
 *
 * @throws RangeError when neither `rows` nor `bytes` is given, or a number is not whole.
 */
export function generateText(request: TextRequest): Iterable<Uint8Array> {
  const { rows, bytes, chunkBytes } = request;
  if (rows === undefined && bytes === undefined) {
    throw new RangeError('the text would never end: give rows or bytes');
  }
  requireWhole('seed', request.seed, Number.MIN_SAFE_INTEGER);
  requireWhole('rows', rows, 0);
  requireWhole('bytes', bytes, 0);
  requireWhole('chunkBytes', chunkBytes, 1);
  return { [Symbol.iterator]: () => textChunks(request) };
}

function* textChunks(request: TextRequest): Generator<Uint8Array, void> {
  const { recipe, format = 'csv', seed, chunkBytes = DEFAULT_CHUNK_BYTES } = request;
  const { rows: maxRows = Number.POSITIVE_INFINITY, bytes: maxBytes = Number.POSITIVE_INFINITY } = request;
  const writer = openLines(format, recipe, seed);
  const { header, rowBytes } = writer;

  let rows = 0;
  let finishedBytes = 0;
  let chunk = new Uint8Array(chunkBytes + header.length + rowBytes);
  chunk.set(header);
  let at = header.length;
  while (rows < maxRows && finishedBytes + at < maxBytes) {
    if (at >= chunkBytes) {
      yield chunk.subarray(0, at);
      finishedBytes += at;
      chunk = new Uint8Array(chunkBytes + rowBytes);
      at = 0;
    }
    const end = Math.min(chunkBytes, maxBytes - finishedBytes);
    while (at < end && rows < maxRows) {
      at = writer.writeRow(chunk, at);
      rows += 1;
    }
  }
  if (at > 0) yield chunk.subarray(0, at);
}
