import {
  PAGE_ADDRESS,
  PAGE_COLUMN,
  PAGE_CONTENT_BYTES,
  PAGE_ENCODING,
  PAGE_HAS_STATISTICS,
  PAGE_HEADER_BYTES,
  PAGE_NULLS,
  PAGE_PLAIN_BYTES,
  PAGE_RECORD_BYTES,
  PAGE_ROWS,
  PAGE_TYPE,
} from '../abi/layout.ts';
import { PageType } from './parquet-format.ts';

/** Where the kernel has noted its pages: `recordCount` records of PAGE_RECORD_BYTES from `recordsAddress` on. */
export interface KernelPages {
  /** Linear memory as it is now; growing it makes this useless. */
  readonly memory: ArrayBufferLike;
  readonly recordsAddress: number;
  readonly recordCount: number;
}

/**
 * The kernel's notes on its pages, read where they stand: one look at a field costs less than an object that holds it.
 * Pages are told by their place in the list.
 */
export class PageRecords {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly count: number;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = bytes.length / PAGE_RECORD_BYTES;
  }

  /** A copy of the kernel's notes, which lasts when the kernel goes on. */
  static copyOf({ memory, recordsAddress, recordCount }: KernelPages): PageRecords {
    const noted = new Uint8Array(memory, recordsAddress, recordCount * PAGE_RECORD_BYTES);
    return new PageRecords(new Uint8Array(noted));
  }

  column(page: number): number {
    return this.#field(page, PAGE_COLUMN);
  }

  isDictionary(page: number): boolean {
    return this.#field(page, PAGE_TYPE) === PageType.dictionary;
  }

  /** In linear memory. */
  address(page: number): number {
    return this.#field(page, PAGE_ADDRESS);
  }

  headerBytes(page: number): number {
    return this.#field(page, PAGE_HEADER_BYTES);
  }

  /** Of the content as it is in the file. */
  contentBytes(page: number): number {
    return this.#field(page, PAGE_CONTENT_BYTES);
  }

  /** Of the content before compression. */
  plainBytes(page: number): number {
    return this.#field(page, PAGE_PLAIN_BYTES);
  }

  /** Of a dictionary: its entries. */
  rows(page: number): number {
    return this.#field(page, PAGE_ROWS);
  }

  nulls(page: number): number {
    return this.#field(page, PAGE_NULLS);
  }

  /** parquet.thrift Encoding. */
  encoding(page: number): number {
    return this.#field(page, PAGE_ENCODING);
  }

  /** Whether the page's smallest and largest value are noted. */
  hasStatistics(page: number): boolean {
    return this.#field(page, PAGE_HAS_STATISTICS) !== 0;
  }

  isAllNull(page: number): boolean {
    return this.nulls(page) === this.rows(page);
  }

  /** What a page has become once the host has compressed it. */
  setSizes(page: number, headerBytes: number, contentBytes: number): void {
    this.view.setUint32(page * PAGE_RECORD_BYTES + PAGE_HEADER_BYTES, headerBytes, true);
    this.view.setUint32(page * PAGE_RECORD_BYTES + PAGE_CONTENT_BYTES, contentBytes, true);
  }

  #field(page: number, offset: number): number {
    return this.view.getUint32(page * PAGE_RECORD_BYTES + offset, true);
  }
}
