import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import { DEFAULT_BLOCK_BYTES } from '../records/record-reading.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { ByteWindow } from '../text/byte-window.ts';
import { formatCount } from '../text/format-count.ts';
import { skipByteOrderMark, textWindow } from '../text/text-window.ts';
import { characterStart } from '../text/utf8.ts';
import { nextLine, withoutLineEnd } from './record-extents.ts';

type CsvText = Pick<CsvFormat, 'encoding' | 'dialect'>;

/** Drops everything up to the next line end, or all there is; returns the offset in the source of that line end. */
export async function dropLine(window: ByteWindow): Promise<number> {
  for (;;) {
    const end = nextLine(window.bytes, 0, window.isLast);
    if (end !== undefined) {
      const lineEnd = window.offsetOf(withoutLineEnd(window.bytes, end));
      window.drop(end);
      return lineEnd;
    }
    // The last character stays, for a carriage return may be half of a line end.
    if (window.bytes.length > 0) window.drop(characterStart(window.bytes, window.bytes.length - 1));
    await window.fill(window.bytes.length + DEFAULT_BLOCK_BYTES);
  }
}

/** The text as UTF-8 from its first line on that is to be read: without byte-order mark and skipped lines. */
export async function openCsvWindow(stream: ByteStream, { encoding, dialect }: CsvText): Promise<ByteWindow> {
  const window = textWindow(stream, encoding);
  try {
    await skipByteOrderMark(window);
    for (let line = 0; line < dialect.skipLines; line += 1) await dropLine(window);
    return window;
  } catch (cause) {
    await window.close();
    throw cause;
  }
}

/** @throws BadInputError when a header has more columns than allowed. */
export function requireColumns(name: string, found: number, { columns }: ReadLimits): void {
  if (found <= columns) return;
  throw new BadInputError(
    `${name}: the header has ${formatCount(found)} columns, ${formatCount(columns)} are allowed; raise --max-columns if that is right`,
  );
}
