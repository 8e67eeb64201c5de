import { isUtf8 } from 'node:buffer';
import type { BadRow } from '../conversion/errors.ts';

/** Of the text of a bad row, so many bytes are kept; its position tells where the rest is. */
export const MAX_RAW_BYTES = 64 << 10;

/** The longest prefix of at most `length` bytes that cuts no UTF-8 character. */
function cutText(raw: Uint8Array, length: number): Uint8Array {
  let to = length;
  while (to > length - 4 && ((raw[to] ?? 0) & 0xc0) === 0x80) to -= 1;
  return raw.subarray(0, to);
}

function rawMembers(raw: Uint8Array) {
  const isCut = raw.length > MAX_RAW_BYTES;
  const kept = isCut ? cutText(raw, MAX_RAW_BYTES) : raw;
  const members = isUtf8(kept)
    ? { raw: Buffer.from(kept).toString('utf8') }
    : { rawBase64: Buffer.from(kept).toString('base64') };
  return isCut ? { ...members, rawBytes: raw.length } : members;
}

/**
 * One line of a rejects file: `{"source","row","byteOffset","column","reason","raw"}`; `rawBase64` instead of `raw` when
 * the bytes are not UTF-8; `rawBytes`, the whole length, when the text was cut after 64 KiB.
 */
export function rejectLine(source: string, badRow: BadRow, raw: Uint8Array, isRedacted: boolean): Uint8Array {
  const { row, byteOffset, column, reason, redactedReason } = badRow;
  const line = {
    source,
    row,
    byteOffset,
    ...(column !== undefined && { column }),
    reason: isRedacted ? (redactedReason ?? reason) : reason,
    ...(isRedacted ? { rawBytes: raw.length } : rawMembers(raw)),
  };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
