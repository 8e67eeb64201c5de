import { isUtf8 } from 'node:buffer';
import type { BadRow } from '../conversion/errors.ts';
import type { Encoding } from '../conversion/source-format.ts';
import { sourceBytes, sourceLength } from '../text/transcode.ts';

/** Of the text of a bad row, so many bytes are kept; its position tells where the rest is. */
export const MAX_RAW_BYTES = 64 << 10;

/** The longest prefix of at most `length` bytes that cuts no UTF-8 character. */
function cutText(raw: Uint8Array, length: number): Uint8Array {
  let to = length;
  while (to > length - 4 && ((raw[to] ?? 0) & 0xc0) === 0x80) to -= 1;
  return raw.subarray(0, to);
}

function rawMembers(raw: Uint8Array, encoding: Encoding, rawBytes: number) {
  const isCut = raw.length > MAX_RAW_BYTES;
  const kept = isCut ? cutText(raw, MAX_RAW_BYTES) : raw;
  const members = isUtf8(kept)
    ? { raw: Buffer.from(kept).toString('utf8') }
    : { rawBase64: Buffer.from(sourceBytes(kept, encoding)).toString('base64') };
  return isCut ? { ...members, rawBytes } : members;
}

/** The text of a bad row. */
export interface RejectedText {
  /** As UTF-8, as far as it can be; of a long row, its beginning is enough. */
  readonly raw: Uint8Array;
  /** Of the source. */
  readonly encoding: Encoding;
  /** How many bytes of the source the whole row has, where `raw` is not all of it. */
  readonly rawBytes?: number | undefined;
}

/**
 * One line of a rejects file: `{"source","row","byteOffset","column","reason","raw"}`; `rawBase64`, the source's own
 * bytes, instead of `raw` when those are not valid in its encoding; `rawBytes`, how many the row has in the source,
 * when the text was cut after 64 KiB or is not to be told.
 */
export function rejectLine(
  source: string,
  badRow: BadRow,
  text: RejectedText,
  isRedacted: boolean,
): Uint8Array {
  const { row, byteOffset, column, reason, redactedReason } = badRow;
  const { raw, encoding } = text;
  const rawBytes = text.rawBytes ?? sourceLength(raw, encoding);
  const line = {
    source,
    row,
    byteOffset,
    ...(column !== undefined && { column }),
    reason: isRedacted ? (redactedReason ?? reason) : reason,
    ...(isRedacted ? { rawBytes } : rawMembers(raw, encoding, rawBytes)),
  };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
