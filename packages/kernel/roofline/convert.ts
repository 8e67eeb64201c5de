/** A conversion in memory with the kernel, cut short where it is told to be. */
import { closeSync, openSync, readSync } from 'node:fs';
import {
  countStringColumns,
  Kernel,
  PageCodec,
  ParquetFileWriter,
  prepareFrame,
  Reading,
  shareMemory,
  type TableSetUp,
  type TableShape,
  WebAssembly,
} from '../src/index.ts';

const LINE_FEED = 0x0a;
const ROW_GROUP_ROWS = 1 << 20;

export type Depth = 'parse' | 'pages' | 'snappy' | 'speed';

const codecs = { parse: 'none', pages: 'none', snappy: 'snappy', speed: 'snappy' } as const;

/** Converts a CSV file with a header, LF at its end and nothing unusual in it; nothing is written anywhere. */
export class Converter {
  readonly #kernel: Kernel;
  readonly #setUp: TableSetUp;
  readonly #depth: Depth;

  constructor(wasm: Uint8Array<ArrayBuffer>, shape: TableShape, depth: Depth) {
    this.#kernel = new Kernel(new WebAssembly.Module(wasm));
    this.#depth = depth;
    const { columns } = shape;
    this.#setUp = {
      shape,
      sizes: shareMemory({
        memoryBytes: 1 << 29,
        columns: columns.length,
        stringColumns: countStringColumns(shape),
      }),
      dialect: { delimiter: 0x2c, quote: 0x22, isQuotedEmptyNull: true },
      codec: PageCodec[codecs[depth]],
      isHasty: depth === 'speed',
    };
  }

  /** `onPages` sees the bytes of each row group while they last. */
  run(path: string, onPages: (pieces: readonly Uint8Array[]) => void = () => {}): void {
    const kernel = this.#kernel;
    const { columns } = this.#setUp.shape;
    const writer = new ParquetFileWriter(
      prepareFrame({ columns, codec: codecs[this.#depth], createdBy: 'roofline version 1' }),
    );
    kernel.begin(this.#setUp);
    kernel.exports.expectRows(ROW_GROUP_ROWS);
    const endBatch = (isLast: boolean) => {
      const isFull = this.#depth !== 'parse' && kernel.batchRows > 0 && !kernel.putPages();
      kernel.endBatch();
      if (this.#depth === 'parse') {
        if (kernel.rowGroupRows >= ROW_GROUP_ROWS) kernel.exports.beginRowGroup();
      } else if (isFull || (isLast && kernel.rowGroupRows > 0)) {
        onPages(writer.rowGroup(kernel.endRowGroup()));
      }
    };
    this.#read(path, () => endBatch(false));
    endBatch(true);
  }

  #read(path: string, endBatch: () => void): void {
    const kernel = this.#kernel;
    const address = kernel.windowAddress;
    const { windowBytes } = this.#setUp.sizes;
    const file = openSync(path, 'r');
    try {
      let carried = 0;
      for (let isFirst = true; ; isFirst = false) {
        const bytes = readSync(file, kernel.bytes, address, windowBytes, null);
        if (bytes === 0) return;
        let start = isFirst ? kernel.bytes.indexOf(LINE_FEED, address) + 1 : address - carried;
        const end = address + bytes;
        for (;;) {
          const reason = kernel.readCsv(start, end);
          start = kernel.cursor;
          if (reason === Reading.needsInput) break;
          if (reason === Reading.isOdd) throw new Error(`${path}: the roofline is for plain files`);
          endBatch();
        }
        carried = end - start;
        kernel.bytes.copyWithin(address - carried, start, end);
      }
    } finally {
      closeSync(file);
    }
  }
}
