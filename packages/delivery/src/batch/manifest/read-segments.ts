import { displayRef, StoreError } from '@parquetry/core';
import type { ManifestEntry } from './entry.ts';
import type { Segment, Segments } from './segments.ts';

/** At once, so that few are in memory. */
const READ_AHEAD = 4;

export type SegmentContent =
  | { readonly segment: Segment; readonly entries: readonly ManifestEntry[] }
  | { readonly segment: Segment; readonly damage: string };

async function readOne(segments: Segments, segment: Segment, signal?: AbortSignal): Promise<SegmentContent> {
  try {
    return { segment, entries: await segments.read(segment, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof StoreError || !(error instanceof Error)) throw error;
    return { segment, damage: error.message };
  }
}

/** What segments hold, in their order. @throws StoreError as the store does. */
export async function* readSegments(
  segments: Segments,
  listed: readonly Segment[],
  signal?: AbortSignal,
): AsyncGenerator<SegmentContent> {
  for (let from = 0; from < listed.length; from += READ_AHEAD) {
    const some = listed.slice(from, from + READ_AHEAD);
    yield* await Promise.all(some.map((segment) => readOne(segments, segment, signal)));
  }
}

/** What is to be said of a damaged segment. */
export function damageText({ ref, hasReopened, number }: Segment, damage: string): string {
  const name = displayRef(ref);
  if (number === undefined) return `${name} is no part of the manifest and is left alone: ${damage}`;
  const what = hasReopened ? 'what it and earlier segments tell' : 'what it tells';
  return (
    `${name} is damaged: ${damage}; ${what} of finished work is not counted, and that work is done again; ` +
    'delete it once a run has ended'
  );
}
