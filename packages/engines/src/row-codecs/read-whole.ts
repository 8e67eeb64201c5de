import {
  type ConversionPlan,
  displayRef,
  type ObjectStore,
  observeReads,
  openSource,
  UnsupportedError,
} from '@parquetry/core';
import { tooLarge } from './largest-file.ts';

export interface WholeSource {
  /** Uncompressed. */
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  /** As stored. */
  readonly storedBytes: number;
}

/** Reads a plan's source to its end; throws UnsupportedError as soon as it turns out larger than `largestBytes`. */
export async function readWhole(
  store: ObjectStore,
  { source }: ConversionPlan,
  largestBytes: number,
  signal?: AbortSignal,
): Promise<WholeSource> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let storedBytes = 0;
  const observed = observeReads(store, (read) => {
    storedBytes += read;
  });
  for await (const chunk of openSource(observed, source, signal)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > largestBytes) throw new UnsupportedError(tooLarge(displayRef(source.ref), largestBytes));
  }
  return { chunks, bytes, storedBytes };
}
