import type { ObjectStore } from '@parquetry/core';
import type { ManifestEntry } from '../../../src/batch/manifest/entry.ts';
import { readManifest } from '../../../src/batch/manifest/read-manifest.ts';
import { readSegments } from '../../../src/batch/manifest/read-segments.ts';
import { Segments } from '../../../src/batch/manifest/segments.ts';
import { virtualClock } from '../../resilience/support/virtual-clock.ts';
import { inShort } from './entries.ts';
import { output } from './recipes.ts';

export const to = { bucket: 's3://lake', prefix: 'out/' };
export const MANIFEST = 'out/_parquetry/manifest/';

export const segmentsOf = (store: ObjectStore): Segments =>
  new Segments(store, to, { clock: virtualClock(), random: () => 0.5 });

/** Writes one segment for each list. */
export async function writeAll(
  store: ObjectStore,
  lists: readonly (readonly ManifestEntry[])[],
  from = 1,
): Promise<void> {
  const segments = segmentsOf(store);
  for (const [index, entries] of lists.entries()) {
    await segments.write({ number: from + index, writer: 'w', isMerged: false }, entries);
  }
}

/** All that a manifest tells, in short, in its order. */
export async function told(store: ObjectStore): Promise<string[]> {
  const segments = segmentsOf(store);
  const all: string[] = [];
  for await (const content of readSegments(segments, await segments.list())) {
    if ('entries' in content) all.push(...content.entries.map(inShort));
  }
  return all;
}

/** What is known of outputs, by their names, and what was warned of. */
export async function known(store: ObjectStore, names: readonly string[]) {
  const warnings: string[] = [];
  const { index, listed } = await readManifest(segmentsOf(store), (text) => warnings.push(text));
  const etags = Object.fromEntries(names.map((name) => [name, index.at(output(name))?.etag]));
  return { etags, warnings, segments: listed.length };
}
