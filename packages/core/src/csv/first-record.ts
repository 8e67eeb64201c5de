import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import { fieldText } from '../records/record-block.ts';
import type { ByteStream } from '../store/object-store.ts';
import { invalidByteReason } from '../text/transcode.ts';
import { validUtf8Length } from '../text/utf8.ts';
import type { ByteWindow } from './byte-window.ts';
import { DEFAULT_BLOCK_BYTES, openCsvWindow, requireColumns } from './csv-window.ts';
import { emptyScan } from './scan-records.ts';
import { scannerFor } from './scanner.ts';

type CsvText = Pick<CsvFormat, 'encoding' | 'dialect'>;

const count = (value: number) => value.toLocaleString('en-US');

function requireUtf8(window: ByteWindow, length: number, name: string, { encoding }: CsvText): void {
  const valid = validUtf8Length(window.bytes.subarray(0, length));
  if (valid === length) return;
  throw new BadInputError(
    `${name}: in the header line (byte ${count(window.offsetOf(valid))}), ${invalidByteReason(window.bytes, valid, encoding)}; ` +
      'name the encoding, for example --encoding windows-1252',
  );
}

/** Reads the fields of the record at the start of the window and drops it; `undefined` when it has not ended yet. */
function takeRecord(
  window: ByteWindow,
  text: CsvText,
  name: string,
  limits: ReadLimits,
): string[] | undefined {
  const scan = emptyScan();
  const scanner = scannerFor({ ...text, nulls: [], quotedEmpty: 'null' });
  for (let width = 1; ; ) {
    const malformed = scanner(window.bytes, window.isLast, width, scan, 1);
    if (malformed === undefined) {
      if (scan.rowCount === 0) return undefined;
      requireUtf8(window, scan.consumed, name, text);
      const block = { ...scan, width, quote: text.dialect.quote.charCodeAt(0) };
      const place = { place: () => ({ row: 0, byteOffset: 0 }), raw: () => block.bytes };
      const fields = Array.from(
        { length: width },
        (_, field) => fieldText({ ...block, ...place }, field) ?? '',
      );
      window.drop(scan.consumed);
      return fields;
    }
    if (malformed.fieldCount === undefined) {
      throw new BadInputError(
        `${name}: in the header line, ${malformed.reason}; correct it, or name the dialect (--quote, --escape, --skip-lines)`,
      );
    }
    requireColumns(name, malformed.fieldCount, limits);
    width = malformed.fieldCount;
  }
}

/** Drops the first record of a window that {@link openCsvWindow} opened, and returns its fields; null fields are ''. */
export async function takeFirstRecord(
  window: ByteWindow,
  text: CsvText,
  name: string,
  limits: ReadLimits,
): Promise<string[]> {
  for (;;) {
    const fields = window.bytes.length > 0 ? takeRecord(window, text, name, limits) : undefined;
    if (fields !== undefined) return fields;
    if (window.isLast)
      throw new BadInputError(`${name} is empty: it has no header line; write one, or leave the file out`);
    if (window.bytes.length > limits.recordBytes)
      throw new BadInputError(
        `${name}: the header line is longer than ${count(limits.recordBytes)} bytes; raise --max-record-bytes if that is right`,
      );
    await window.fill(window.bytes.length * 2 + DEFAULT_BLOCK_BYTES);
  }
}

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
