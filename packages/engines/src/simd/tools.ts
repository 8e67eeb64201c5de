import type { Kernel } from '@parquetry/kernel';
import type { SpareBuffers } from './parallel/spare-buffers.ts';
import type { PreparedTable } from './table-set-up.ts';

/** Of the kernel's own reads: two buffers, one of which the store fills while the other is used. */
export class ReadBuffers {
  readonly #buffers: Uint8Array[] = [];
  #next = 0;

  readonly into = (bytes: number): Uint8Array => {
    const which = this.#next;
    this.#next = 1 - which;
    let buffer = this.#buffers[which];
    if (buffer === undefined || buffer.length < bytes) {
      buffer = new Uint8Array(bytes);
      this.#buffers[which] = buffer;
    }
    return buffer.subarray(0, bytes);
  };
}

/** What a conversion is carried out with. */
export interface Tools {
  readonly kernel: Kernel;
  readonly table: PreparedTable;
  readonly buffers: ReadBuffers;
  /** For what is made of ranges. */
  readonly spares: SpareBuffers;
}
