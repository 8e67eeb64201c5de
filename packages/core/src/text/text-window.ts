import type { Encoding } from '../conversion/source-format.ts';
import type { ByteStream } from '../store/object-store.ts';
import { ByteWindow } from './byte-window.ts';
import { sourceLength, transcode } from './transcode.ts';

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * A window on a text as UTF-8, whose offsets are those in the source; `offset` is that of the stream's first byte. Nothing
 * is read yet.
 */
export const textWindow = (stream: ByteStream, encoding: Encoding, offset = 0): ByteWindow =>
  new ByteWindow(transcode(stream, encoding), (bytes) => sourceLength(bytes, encoding), offset);

/** Drops the byte-order mark that a text may begin with. */
export async function skipByteOrderMark(window: ByteWindow): Promise<void> {
  if (window.offset > 0) return;
  await window.fill(BYTE_ORDER_MARK.length);
  if (BYTE_ORDER_MARK.every((byte, index) => window.bytes[index] === byte)) {
    window.drop(BYTE_ORDER_MARK.length);
  }
}
