import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import { fieldText } from '../records/record-block.ts';
import { DEFAULT_BLOCK_BYTES } from '../records/record-reading.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { ByteWindow } from '../text/byte-window.ts';
import { formatCount } from '../text/format-count.ts';
import { invalidByteReason } from '../text/transcode.ts';
import { validUtf8Length } from '../text/utf8.ts';
import { csvBlock } from './csv-block.ts';
import { openCsvWindow, requireColumns } from './csv-window.ts';
import { withoutLineEnd } from './record-extents.ts';
import { emptyScan } from './scan-records.ts';
import { type Scanner, scannerFor } from './scanner.ts';

type CsvText = Pick<CsvFormat, 'encoding' | 'dialect'>;

/** Bytes after a record that tell that it has ended: a line end, or a delimiter that is none. */
const LOOKAHEAD_BYTES = 64;

function requireUtf8(
  window: ByteWindow,
  record: { start: number; end: number },
  name: string,
  text: CsvText,
): void {
  const { start, end } = record;
  const at = start + validUtf8Length(window.bytes.subarray(start, end));
  if (at === end) return;
  throw new BadInputError(
    `${name}: in the header line (byte ${formatCount(window.offsetOf(at))}), ${invalidByteReason(window.bytes, at, text.encoding)}; ` +
      'name the encoding, for example --encoding windows-1252',
  );
}

function requireShort(name: string, length: number, { recordBytes }: ReadLimits): void {
  if (length <= recordBytes) return;
  throw new BadInputError(
    `${name}: the header line is longer than ${formatCount(recordBytes)} bytes; ` +
      'look for a quote that is never closed, or raise --max-record-bytes if that is right',
  );
}

/** Reads the first record of a window and drops everything up to its end. */
class FirstRecord {
  readonly #window: ByteWindow;
  readonly #text: CsvText;
  readonly #name: string;
  readonly #limits: ReadLimits;
  readonly #scanner: Scanner;
  readonly #scan = emptyScan();

  constructor(window: ByteWindow, text: CsvText, name: string, limits: ReadLimits) {
    this.#window = window;
    this.#text = text;
    this.#name = name;
    this.#limits = limits;
    // A trailing delimiter is looked for once all fields are known.
    const dialect = { ...text.dialect, trailingDelimiter: false };
    this.#scanner = scannerFor({ dialect, nulls: [], quotedEmpty: 'null' });
  }

  async take(): Promise<string[]> {
    const window = this.#window;
    for (;;) {
      const fields = this.#fields();
      if (fields !== undefined) return fields;
      if (window.isLast) {
        throw new BadInputError(
          `${this.#name} is empty: it has no header line; write one, or leave the file out`,
        );
      }
      // Empty lines and comments; of a record, only what is certainly too long is refused before its end is known.
      window.drop(this.#scan.consumed);
      requireShort(this.#name, window.bytes.length - LOOKAHEAD_BYTES, this.#limits);
      await window.fill(window.bytes.length * 2 + DEFAULT_BLOCK_BYTES);
    }
  }

  /** `undefined` when the record has not ended yet, or there is none. */
  #fields(): string[] | undefined {
    const window = this.#window;
    // Of two fields at first, since only a record of one may be an empty line.
    for (let width = 2; ; ) {
      const malformed = this.#scanner(window.bytes, window.isLast, width, this.#scan, 1);
      if (malformed === undefined) return this.#scan.rowCount === 0 ? undefined : this.#taken(width);
      const { fieldCount, reason, recordStart: start, shownAt, end } = malformed;
      // Whatever is wrong with it: a record that is read in smaller pieces would be found too long before.
      const seenTo = shownAt === undefined ? withoutLineEnd(window.bytes, end!) : shownAt - LOOKAHEAD_BYTES;
      requireShort(this.#name, seenTo - start, this.#limits);
      if (fieldCount === undefined) {
        throw new BadInputError(
          `${this.#name}: in the header line, ${reason}; correct it, or name the dialect (--quote, --escape, --skip-lines)`,
        );
      }
      requireColumns(this.#name, fieldCount, this.#limits);
      window.drop(start);
      width = fieldCount;
    }
  }

  #taken(width: number): string[] {
    const { quote, trailingDelimiter } = this.#text.dialect;
    const window = this.#window;
    const place = { width, quote: quote.charCodeAt(0), firstRow: 0 };
    const block = csvBlock(this.#scan, window.bytes, place, (at) => at);
    const { length } = block.raw(0);
    requireShort(this.#name, length, this.#limits);
    const start = block.place(0).byteOffset;
    requireUtf8(window, { start, end: start + length }, this.#name, this.#text);
    const fields = Array.from({ length: width }, (_, field) => fieldText(block, field) ?? '');
    window.drop(this.#scan.consumed);
    if (trailingDelimiter && width > 1 && fields.at(-1) === '') fields.pop();
    return fields;
  }
}

/** Drops everything up to the end of a window's first record, and returns its fields; null fields are ''. */
export const takeFirstRecord = (
  window: ByteWindow,
  text: CsvText,
  name: string,
  limits: ReadLimits,
): Promise<string[]> => new FirstRecord(window, text, name, limits).take();

/**
 * The fields of a text's first record.
 *
 * @throws BadInputError when there is none, or it is malformed.
 */
export async function readFirstRecord(
  stream: ByteStream,
  text: CsvText,
  name: string,
  limits: ReadLimits,
): Promise<string[]> {
  const window = await openCsvWindow(stream, text);
  try {
    return await takeFirstRecord(window, text, name, limits);
  } finally {
    await window.close();
  }
}
