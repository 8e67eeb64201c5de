import { StoreError } from '@parquetry/core';
import { OutputIndex } from './output-index.ts';
import { damageText, readSegments } from './read-segments.ts';
import type { Segment, Segments } from './segments.ts';

export interface ReadManifest {
  readonly index: OutputIndex;
  readonly listed: readonly Segment[];
}

const TRIES = 3;

async function readOnce(segments: Segments, warn: (text: string) => void, signal?: AbortSignal) {
  const index = new OutputIndex();
  const listed = await segments.list(signal);
  for await (const content of readSegments(segments, listed, signal)) {
    if ('damage' in content) {
      warn(damageText(content.segment, content.damage));
      if (content.segment.hasReopened) index.forgetAll();
    } else for (const entry of content.entries) index.take(entry);
  }
  return { index, listed };
}

/**
 * What a manifest tells, read segment by segment. One that is damaged is named to `warn` and does not count.
 *
 * @throws StoreError as the store does.
 */
export async function readManifest(
  segments: Segments,
  warn: (text: string) => void,
  signal?: AbortSignal,
): Promise<ReadManifest> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readOnce(segments, warn, signal);
    } catch (error) {
      // Segments that were merged since they were listed.
      const isMerged = error instanceof StoreError && error.code === 'not-found';
      if (!isMerged || tries === TRIES) throw error;
    }
  }
}
