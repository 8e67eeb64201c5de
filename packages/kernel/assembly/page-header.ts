/** `PageHeader` of parquet.thrift in Thrift's compact protocol, as far as pages of one level need it. */
import { putVarint } from './varint';

export const DATA_PAGE = 0;
export const DICTIONARY_PAGE = 2;
export const PLAIN = 0;
export const RLE = 3;
export const RLE_DICTIONARY = 8;

/** A header has fewer bytes. */
export const MOST_HEADER_BYTES: usize = 48;

// A field's first byte: its distance from the field before, and its type.
const NEXT_I32: u8 = 0x15;
/** `data_page_header`, two behind `compressed_page_size`. */
const DATA_PAGE_STRUCT: u8 = 0x2c;
/** `dictionary_page_header`, four behind it. */
const DICTIONARY_PAGE_STRUCT: u8 = 0x4c;
const STOP: u8 = 0;

@inline
function putNextI32(target: usize, value: i32): usize {
  store<u8>(target, NEXT_I32);
  return putVarint(target + 1, <u32>((value << 1) ^ (value >> 31)));
}

/** Writes a page's header; `rows`: entries of a dictionary page. Returns its end. */
export function putPageHeader(
  target: usize,
  type: i32,
  plainBytes: u32,
  contentBytes: u32,
  rows: i32,
  encoding: i32,
): usize {
  target = putNextI32(target, type);
  target = putNextI32(target, <i32>plainBytes);
  target = putNextI32(target, <i32>contentBytes);
  store<u8>(target, type == DATA_PAGE ? DATA_PAGE_STRUCT : DICTIONARY_PAGE_STRUCT);
  target = putNextI32(target + 1, rows);
  target = putNextI32(target, encoding);
  if (type == DATA_PAGE) {
    target = putNextI32(target, RLE);
    target = putNextI32(target, RLE);
  }
  store<u8>(target, STOP);
  store<u8>(target, STOP, 1);
  return target + 2;
}
