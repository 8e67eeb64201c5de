/**
 * Numbers that both sides of the kernel know. Plain constants, so that AssemblyScript and TypeScript compile the same
 * file: neither enums nor types may stand here.
 */

/** What a column holds: the type of its cells. */
export const KIND_BOOLEAN = 0;
export const KIND_INT64 = 1;
export const KIND_FLOAT64 = 2;
export const KIND_DATE = 3;
export const KIND_TIMESTAMP_UTC = 4;
export const KIND_TIMESTAMP_LOCAL = 5;
export const KIND_STRING = 6;
/** No value has been seen: every cell must be null. Encoded as a string column. */
export const KIND_UNSEEN = 7;

/** How the dense values of a batch are laid out. */
export const LAYOUT_INTEGERS = 0;
/** Unscaled integers: value = integer / 10^scale. */
export const LAYOUT_DECIMALS = 1;
export const LAYOUT_DOUBLES = 2;
/** One byte per value, 0 or 1. */
export const LAYOUT_BOOLEANS = 3;
/** Four bytes per value: a string's number in the dictionary of the row group. */
export const LAYOUT_IDS = 4;
/** Strings one after the other, each behind its length (four bytes), as Parquet's PLAIN encoding has them. */
export const LAYOUT_TEXT = 5;

/** What spellings a boolean column takes: bit set. */
export const SPELLING_LOWER = 1;
export const SPELLING_UPPER = 2;
export const SPELLING_TITLE = 4;

/** Longer strings are cut in statistics. */
export const MOST_STATISTICS_BYTES = 64;

/**
 * What the kernel notes of every page it makes: PAGE_RECORD_BYTES each, little-endian, in the order in which the pages
 * were made. Offsets within a record:
 */
export const PAGE_COLUMN = 0;
/** 0: data page, 2: dictionary page (parquet.thrift PageType). */
export const PAGE_TYPE = 4;
/** Address of the page in linear memory: its header and its content, or its content alone (see PAGE_HEADER_BYTES). */
export const PAGE_ADDRESS = 8;
/** Bytes of the header in front of the content; 0 where the content is not compressed yet and the host writes the header. */
export const PAGE_HEADER_BYTES = 12;
/** Bytes of the content as it stands at the address, header not counted. */
export const PAGE_CONTENT_BYTES = 16;
/** Bytes of the content before compression, header not counted. */
export const PAGE_PLAIN_BYTES = 20;
/** Rows of a data page, entries of a dictionary page. */
export const PAGE_ROWS = 24;
export const PAGE_NULLS = 28;
/** parquet.thrift Encoding of the values: 0 PLAIN, 8 RLE_DICTIONARY. */
export const PAGE_ENCODING = 32;
/** Whether smallest and largest value follow. */
export const PAGE_HAS_STATISTICS = 36;
/** Smallest and largest value: int64, or the bits of a float64. Booleans, days and microseconds are int64 here. */
export const PAGE_MIN = 40;
export const PAGE_MAX = 48;
/** Of strings: how many bytes of the smallest and largest follow; one more than MOST_STATISTICS_BYTES: it was cut. */
export const PAGE_MIN_BYTES = 56;
export const PAGE_MAX_BYTES = 60;
export const PAGE_MIN_TEXT = 64;
export const PAGE_MAX_TEXT = 128;
export const PAGE_RECORD_BYTES = 192;
