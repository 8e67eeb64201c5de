import type { CsvFormat } from '@parquetry/core';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The header as most files have it, nothing in quotes, by the format that was found in them. */
const headers = new WeakMap<CsvFormat, Uint8Array | null>();

function usualHeader(format: CsvFormat): Uint8Array | null {
  const { dialect, hasHeader, names } = format;
  const isQuotable = (name: string) =>
    name.includes(dialect.delimiter) || name.includes(dialect.quote) || /[\r\n]/.test(name);
  if (!hasHeader || dialect.skipLines > 0 || names.some(isQuotable)) return null;
  return Buffer.from(names.join(dialect.delimiter));
}

/**
 * How many bytes a text begins with that are its header and the line end behind it, where both are as usual; 0: someone
 * else has to look.
 */
export function usualHeadBytes(bytes: Uint8Array, format: CsvFormat): number {
  let header = headers.get(format);
  if (header === undefined) {
    header = usualHeader(format);
    headers.set(format, header);
  }
  if (header === null) return 0;
  const { length } = header;
  const feed = bytes[length] === CARRIAGE_RETURN ? length + 1 : length;
  if (bytes[feed] !== LINE_FEED) return 0;
  return Buffer.compare(bytes.subarray(0, length), header) === 0 ? feed + 1 : 0;
}
