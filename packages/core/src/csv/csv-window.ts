import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import type { ByteStream } from '../store/object-store.ts';
import { sourceLength, transcode } from '../text/transcode.ts';
import { ByteWindow } from './byte-window.ts';
import { nextLine } from './record-extents.ts';

/** Small enough that a block and its field positions stay in a core's second-level cache. */
export const DEFAULT_BLOCK_BYTES = 1 << 18;

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

type CsvText = Pick<CsvFormat, 'encoding' | 'dialect'>;

async function skipByteOrderMark(window: ByteWindow): Promise<void> {
  if (BYTE_ORDER_MARK.every((byte, index) => window.bytes[index] === byte))
    window.drop(BYTE_ORDER_MARK.length);
}

/** Drops everything up to the next line end; `false` when the text ends before one. */
export async function dropLine(window: ByteWindow): Promise<boolean> {
  for (;;) {
    const end = nextLine(window.bytes, 0, window.isLast);
    if (end !== undefined) {
      window.drop(end);
      return end > 0;
    }
    // A carriage return at the very end may be half of a line end.
    window.drop(Math.max(0, window.bytes.length - 1));
    await window.fill(window.bytes.length + DEFAULT_BLOCK_BYTES);
  }
}

async function dropBlankLines(window: ByteWindow): Promise<void> {
  for (;;) {
    const text = window.bytes.findIndex((byte) => byte !== 0x0a && byte !== 0x0d);
    window.drop(text < 0 ? window.bytes.length : text);
    if (text >= 0 || window.isLast) return;
    await window.fill(DEFAULT_BLOCK_BYTES);
  }
}

/** Whether the window begins with `prefix`, as UTF-8. */
async function startsWith(window: ByteWindow, prefix: string): Promise<boolean> {
  const bytes = Buffer.from(prefix);
  await window.fill(bytes.length);
  return bytes.length > 0 && bytes.equals(Buffer.from(window.bytes.subarray(0, bytes.length)));
}

/** The text as UTF-8 from its first record on: without byte-order mark, skipped lines, blank lines and comments. */
export async function openCsvWindow(
  stream: ByteStream,
  { encoding, dialect }: CsvText,
  blockBytes = DEFAULT_BLOCK_BYTES,
): Promise<ByteWindow> {
  const window =
    encoding === 'utf-8'
      ? new ByteWindow(stream)
      : new ByteWindow(transcode(stream, encoding), (bytes) => sourceLength(bytes, encoding));
  try {
    await window.fill(blockBytes);
    await skipByteOrderMark(window);
    for (let line = 0; line < dialect.skipLines; line += 1) if (!(await dropLine(window))) break;
    await dropBlankLines(window);
    while (await startsWith(window, dialect.comment)) {
      await dropLine(window);
      await dropBlankLines(window);
    }
    return window;
  } catch (cause) {
    await window.close();
    throw cause;
  }
}

/** @throws BadInputError when a header has more columns than allowed. */
export function requireColumns(name: string, found: number, { columns }: ReadLimits): void {
  if (found <= columns) return;
  const count = (value: number) => value.toLocaleString('en-US');
  throw new BadInputError(
    `${name}: the header has ${count(found)} columns, ${count(columns)} are allowed; raise --max-columns if that is right`,
  );
}
