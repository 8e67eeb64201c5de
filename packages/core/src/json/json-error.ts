import { validUtf8Length } from '../text/utf8.ts';
import { JsonScanner, skipBlanks } from './json-scanner.ts';

/** What keeps bytes from being one JSON text in UTF-8 (RFC 8259), and where; `undefined` when they are one. */
export function jsonError(bytes: Uint8Array): { at: number; reason: string } | undefined {
  const valid = validUtf8Length(bytes);
  const scanner = new JsonScanner();
  scanner.begin(bytes, bytes.length);
  const end = scanner.value(skipBlanks(bytes, 0, bytes.length));
  if (valid < bytes.length && (end >= 0 || valid < scanner.failedAt)) {
    return { at: valid, reason: 'a byte is not valid UTF-8' };
  }
  if (end < 0) return { at: scanner.failedAt, reason: scanner.reason };
  const rest = skipBlanks(bytes, end, bytes.length);
  return rest < bytes.length ? { at: rest, reason: 'text follows the value' } : undefined;
}
