import { displayRef, type ObjectRef } from '@parquetry/core';
import type { ManifestEntry } from './entry.ts';
import { readSegments } from './read-segments.ts';
import type { Segment, Segments } from './segments.ts';

const FEWEST = 32;
const MERGED_BYTES = 8 << 20;

/** The newest segments that are worth merging: many, and small together. */
export function segmentsToMerge(listed: readonly Segment[]): readonly Segment[] {
  let bytes = 0;
  const tooMany = listed.findLastIndex((segment) => {
    bytes += segment.bytes;
    return bytes > MERGED_BYTES;
  });
  const newest = listed.slice(tooMany + 1);
  return newest.length < FEWEST ? [] : newest;
}

const outputsOf = (refs: readonly ObjectRef[]) => refs.map((ref) => `output ${displayRef(ref)}`);
const failureOf = (source: ObjectRef) => `failure of ${displayRef(source)}`;

/** What an entry is about, and what earlier ones need not tell any more. */
function subjectsOf(entry: ManifestEntry): {
  readonly about: readonly string[];
  readonly settled: readonly string[];
} {
  switch (entry.status) {
    case 'finished': {
      const about = outputsOf(entry.outputs.map(({ ref }) => ref));
      return { about, settled: [...about, failureOf(entry.source)] };
    }
    case 'reopened': {
      const about = outputsOf(entry.outputs);
      return { about, settled: about };
    }
    case 'failed': {
      const about = [failureOf(entry.source)];
      return { about, settled: about };
    }
    default:
      return entry satisfies never;
  }
}

/** Those entries that later ones do not overrule altogether, in their order. */
export function latestEntries(entries: readonly ManifestEntry[]): ManifestEntry[] {
  const settled = new Set<string>();
  return entries
    .toReversed()
    .filter((entry) => {
      const subjects = subjectsOf(entry);
      const isLatest = subjects.about.some((subject) => !settled.has(subject));
      for (const subject of subjects.settled) settled.add(subject);
      return isLatest;
    })
    .reverse();
}

/**
 * Puts one segment in the place of many. It is written, in their place in the order, before they are deleted, and says all
 * that they say: a crash in between leaves some of them behind, which it overrules. What is damaged stays.
 *
 * @returns the segments that there are now.
 */
export async function mergeSegments(
  segments: Segments,
  listed: readonly Segment[],
  writer: string,
): Promise<readonly Segment[]> {
  const chosen = segmentsToMerge(listed);
  const entries: ManifestEntry[] = [];
  const read: Segment[] = [];
  for await (const content of readSegments(segments, chosen)) {
    if ('damage' in content) {
      // What came before it does not count any more.
      if (content.segment.hasReopened) entries.length = 0;
    } else {
      read.push(content.segment);
      for (const entry of content.entries) entries.push(entry);
    }
  }
  const last = read.at(-1);
  if (last?.number === undefined || read.length < FEWEST) return listed;
  const merged = await segments.write(
    { number: last.number, writer, isMerged: true },
    latestEntries(entries),
  );
  const replaced = read.filter(({ ref }) => ref.key !== merged.ref.key);
  for (const segment of replaced) await segments.delete(segment);
  const others = listed.filter((segment) => !read.includes(segment));
  return [...others, merged].sort((a, b) => (a.ref.key < b.ref.key ? -1 : 1));
}
