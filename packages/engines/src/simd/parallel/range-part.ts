import type { RowGroupFacts } from '@parquetry/kernel';
import type { SpareBuffers } from './spare-buffers.ts';

/** A row group as it will stand in its file. */
export interface MadeRowGroup {
  readonly facts: RowGroupFacts;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Whole blocks of an Avro container, with gaps where their sync markers go. */
export interface MadeBlocks {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the gaps begin. */
  readonly markers: readonly number[];
}

/** What a range of the source becomes in one output: plain data that crosses threads. */
export type RangePart =
  | { readonly format: 'parquet'; readonly rowGroups: readonly MadeRowGroup[] }
  | {
      readonly format: 'avro';
      readonly rowCount: number;
      readonly chunks: readonly MadeBlocks[];
      /** The marker that the file would have if these rows were its first; undefined: there are none. */
      readonly sync: Uint8Array | undefined;
    };

export const partMismatch = (): Error =>
  new Error('internal error: a part of one output is put into another');

/** Pieces of memory that will be used again, as one array that can be transferred to another thread. */
export function gather(pieces: readonly Uint8Array[], spares: SpareBuffers): Uint8Array<ArrayBuffer> {
  const bytes = spares.take(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
