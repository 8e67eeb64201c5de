/** How the text at hand is written. Canonical rows (see canonical-rows.ts) are read with `"` and a quoted empty string. */
export let delimiter: u32 = 0x2c;
export let quote: u32 = 0x22;
/** Whether two quotes with nothing between them are null, like an empty field, or the empty string. */
export let isQuotedEmptyNull: bool = true;

export function setDialect(newDelimiter: u32, newQuote: u32, newIsQuotedEmptyNull: bool): void {
  delimiter = newDelimiter;
  quote = newQuote;
  isQuotedEmptyNull = newIsQuotedEmptyNull;
}
