import { type ByteRange, displayRef, type ObjectRef, StoreError } from '@parquetry/core';

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+)$/;

/** What a GET says of its body, by the headers `Content-Range` and `Content-Length`. https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
export function placeOfBody(
  ref: ObjectRef,
  contentRange: string | undefined,
  contentLength: number | undefined,
): { readonly range: ByteRange; readonly objectBytes: number } {
  const [, first, last, total] = CONTENT_RANGE.exec(contentRange ?? '') ?? [];
  if (total !== undefined) {
    return { range: { start: Number(first), end: Number(last) + 1 }, objectBytes: Number(total) };
  }
  if (contentRange === undefined && contentLength !== undefined) {
    return { range: { start: 0, end: contentLength }, objectBytes: contentLength };
  }
  const says = `${displayRef(ref)}: the endpoint does not tell the object's length`;
  throw new StoreError('io', ref, says);
}

/** The header of a range. https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2 */
export const rangeHeader = ({ start, end }: ByteRange): string =>
  Number.isFinite(end) ? `bytes=${start}-${end - 1}` : `bytes=${start}-`;
