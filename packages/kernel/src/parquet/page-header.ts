import type { PageRecords } from './page-records.ts';
import { Encoding, PageType } from './parquet-format.ts';
import { ThriftWriter } from './thrift-writer.ts';

const HEADER_CAPACITY = 64;

/** The PageHeader of a page whose content the host has compressed to `contentBytes`. */
export function pageHeader(records: PageRecords, page: number, contentBytes: number): Uint8Array {
  const isDictionary = records.isDictionary(page);
  const writer = new ThriftWriter(HEADER_CAPACITY);
  writer.beginStruct();
  writer.i32(1, isDictionary ? PageType.dictionary : PageType.data);
  writer.i32(2, records.plainBytes(page));
  writer.i32(3, contentBytes);
  writer.struct(isDictionary ? 7 : 5);
  writer.i32(1, records.rows(page));
  writer.i32(2, records.encoding(page));
  if (!isDictionary) {
    writer.i32(3, Encoding.rle);
    writer.i32(4, Encoding.rle);
  }
  writer.endStruct();
  writer.endStruct();
  return writer.written();
}
