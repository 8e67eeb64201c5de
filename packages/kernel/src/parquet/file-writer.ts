import type { FileFrame } from './file-frame.ts';
import { FooterBuilder } from './footer.ts';
import type { KernelPages } from './page-records.ts';
import { MAGIC } from './parquet-format.ts';
import { assembleRowGroup, type PageCompressor, type RowGroupFacts } from './row-group.ts';

/**
 * One Parquet file, as the pieces that make it up in order. The same pages make the same bytes. Row groups come from
 * this thread's kernel ({@link rowGroup}) or from elsewhere ({@link addRowGroup}), in the order of their rows.
 */
export class ParquetFileWriter {
  readonly #frame: FileFrame;
  readonly #compress: PageCompressor | undefined;
  readonly #footer: FooterBuilder;
  /** Where the next piece goes. */
  #offset = MAGIC.length;

  /** `compress` is for the codecs that the kernel lacks, zstd and gzip, and for no other. */
  constructor(frame: FileFrame, compress?: PageCompressor) {
    if (frame.isHostCompressed !== (compress !== undefined)) {
      const what = compress ? 'is compressed in the kernel' : 'needs a compressor';
      throw new Error(`internal error: codec ${frame.codec} ${what}`);
    }
    this.#frame = frame;
    this.#compress = compress;
    this.#footer = new FooterBuilder(frame);
  }

  /** The first bytes of the file. */
  begin(): Uint8Array {
    return Uint8Array.from(MAGIC);
  }

  /** The bytes of the next row group: views of linear memory, to be written before the kernel's next call. */
  rowGroup(pages: KernelPages): readonly Uint8Array[] {
    const { facts, pieces } = assembleRowGroup(pages, this.#frame.columns.length, this.#compress);
    this.addRowGroup(facts);
    return pieces;
  }

  /** Notes a row group whose bytes somebody else writes, at `startOffset`: behind the one before, where not told. */
  addRowGroup(facts: RowGroupFacts, startOffset = this.#offset): void {
    if (startOffset < this.#offset) {
      throw new Error(
        `internal error: a row group at byte ${startOffset} would begin before byte ${this.#offset}, where the last one ends`,
      );
    }
    this.#footer.add(facts, startOffset);
    this.#offset = startOffset + facts.byteLength;
  }

  /** What follows the last row group. */
  end(): readonly Uint8Array[] {
    return this.#footer.build(this.#offset);
  }
}
