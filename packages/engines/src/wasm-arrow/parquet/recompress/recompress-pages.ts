import { crc32 } from 'node:zlib';
import { PageHeader, PageType } from '../footer/parquet-fields.ts';
import { readThrift } from '../thrift/read-thrift.ts';
import { integerField, type ThriftStruct, withIntegers } from '../thrift/thrift-value.ts';
import { writeThrift } from '../thrift/write-thrift.ts';
import { ByteQueue } from './byte-queue.ts';
import type { PageCompression } from './compress-page.ts';
import { PageMoves } from './move-pages.ts';
import { rewriteTail } from './rewrite-tail.ts';

const MAGIC_BYTES = 4;
/** Fewest bytes that tell a page header from what follows the last page. */
const PEEKED_BYTES = 8;
/** A field of type i32 whose id is one more than that of the field before. */
const NEXT_IS_I32 = 0x15;

/**
 * A page header begins with three integers. What can follow the last page does not: an index begins with a list, the
 * footer with an integer and a list.
 */
function beginsPageHeader(bytes: Uint8Array): boolean {
  if (bytes[0] !== NEXT_IS_I32) return false;
  let at = 1;
  while (bytes[at]! >= 0x80) at += 1;
  return bytes[at + 1] === NEXT_IS_I32;
}

/** Compresses the pages of an uncompressed Parquet file while its bytes pass; holds one page, and at the end the footer. */
export class PageRecompressor {
  readonly #compression: PageCompression;
  readonly #pending = new ByteQueue();
  readonly #moves = new PageMoves();
  /** Of the first pending byte, in the file that comes in. */
  #from = 0;
  /** Of the next byte, in the file that goes out. */
  #to = 0;
  #headerGrowth = 0;

  constructor(compression: PageCompression) {
    this.#compression = compression;
  }

  push(chunk: Uint8Array): void {
    this.#pending.push(chunk);
  }

  /** The next piece of the file; `undefined` when more must be pushed first, or the rest is for `finish`. */
  next(): Uint8Array | undefined {
    const { bytes } = this.#pending;
    if (this.#from === 0) return bytes.length < MAGIC_BYTES ? undefined : this.#magic(bytes);
    if (bytes.length < PEEKED_BYTES || !beginsPageHeader(bytes)) return undefined;
    const header = readThrift(bytes, 0);
    if (header === undefined) return undefined;
    const length = header.end + integerField(header.fields, PageHeader.compressedPageSize)!;
    if (bytes.length < length) return undefined;
    const page = this.#compressed(header.fields, header.end, bytes.subarray(header.end, length));
    this.#pending.drop(length);
    this.#from += length;
    return page;
  }

  /** What follows the last page: indexes and footer. */
  finish(): Uint8Array {
    this.#mark();
    const { bytes } = this.#pending;
    const tail = { bytes, from: this.#from, to: this.#to };
    return rewriteTail(tail, this.#moves, this.#compression.codec);
  }

  #compressed(fields: ThriftStruct, headerBytes: number, page: Uint8Array): Uint8Array {
    const type = integerField(fields, PageHeader.type);
    if (type !== PageType.dataPage && type !== PageType.dictionaryPage) {
      throw new Error(
        `internal error: pages of type ${type} cannot be compressed again; leave the level out`,
      );
    }
    this.#mark();
    const content = this.#compression.compress(page);
    const sizes = { [PageHeader.compressedPageSize]: content.length };
    const checksum = fields.has(PageHeader.crc) ? { [PageHeader.crc]: crc32(content) | 0 } : {};
    const header = writeThrift(withIntegers(fields, { ...sizes, ...checksum }));
    this.#headerGrowth += header.length - headerBytes;
    this.#to += header.length + content.length;
    return Buffer.concat([header, content]);
  }

  #mark(): void {
    this.#moves.add(this.#from, { offset: this.#to, headerGrowth: this.#headerGrowth });
  }

  #magic(bytes: Uint8Array): Uint8Array {
    const magic = bytes.slice(0, MAGIC_BYTES);
    this.#pending.drop(MAGIC_BYTES);
    this.#from = MAGIC_BYTES;
    this.#to = MAGIC_BYTES;
    return magic;
  }
}
