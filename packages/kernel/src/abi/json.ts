/** Numbers of the JSON reader that both sides of the kernel know; plain constants, as in layout.ts. */

/** How records stand in the text: one per line, or as elements of one array. */
export const JSON_LINES = 0;
export const JSON_ARRAY = 1;

/** What values the column of a key takes, null apart, which every column takes: bit set. */
export const TAKES_STRINGS = 1;
export const TAKES_NUMBERS = 2;
export const TAKES_BOOLEANS = 4;
/** Strings are taken as their JSON text, in their quotes. Not with TAKES_STRINGS. */
export const TAKES_STRINGS_AS_JSON = 8;
/** The number `-0` is written `-0.0`, which the reader of a float64 column takes for a number. */
export const IS_FLOAT = 16;

/** Why a scan stopped. */
export const STOP_INPUT_USED = 0;
export const STOP_OUTPUT_FULL = 1;
/** The record where the scan stopped is for the slow path. */
export const STOP_NOT_MINE = 2;
/** The scan stopped at the bracket that ends the array. */
export const STOP_ARRAY_END = 3;
