import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { InputSampling } from './claims-record.ts';

interface Sized {
  readonly bytes: number;
  /** After decompression; as many as are stored when absent. */
  readonly textBytes?: number;
}

export interface ObjectSample<T> {
  /** In the order of the objects. */
  readonly taken: readonly T[];
  readonly strata: InputSampling['strata'];
}

export interface SampleLimits {
  readonly mostObjects: number;
  /** Of text, of all that is taken; one object is always taken. */
  readonly mostBytes: number;
  readonly seed: number;
}

const MOST_STRATA = 4;

/** Cuts objects, sorted by size, into as equal parts as there are; objects of one size stay together. */
function cutBySize<T extends Sized>(sorted: readonly T[]): T[][] {
  const strata: T[][] = [];
  for (let part = 0, start = 0; part < MOST_STRATA && start < sorted.length; part += 1) {
    let end = Math.max(start + 1, Math.round((sorted.length * (part + 1)) / MOST_STRATA));
    while (end < sorted.length && sorted[end]!.bytes === sorted[end - 1]!.bytes) end += 1;
    strata.push(sorted.slice(start, end));
    start = end;
  }
  return strata;
}

/**
 * Objects by chance, from every stratum of size as large a share as from the others: strata take turns by how far behind their
 * share they are, the one of the largest objects first, each giving its objects in an order that the seed decides, until the
 * limits are reached. What would go beyond the bytes is passed over.
 */
export function sampleObjects<T extends Sized>(
  objects: readonly T[],
  { mostObjects, mostBytes, seed }: SampleLimits,
): ObjectSample<T> {
  const random = xoroshiro128plus(seed);
  const strata = cutBySize(objects.toSorted((a, b) => a.bytes - b.bytes)).map((all) => {
    const waiting = [...all];
    return {
      all,
      next: () => waiting.splice(uniformInt(random, 0, waiting.length - 1), 1)[0]!,
      seen: 0,
      taken: 0,
    };
  });
  const chosen = new Set<T>();
  let bytes = 0;
  const largestFirst = strata.toReversed();
  const open = () => largestFirst.filter(({ all, seen }) => seen < all.length);
  for (let left = open(); left.length > 0 && chosen.size < mostObjects; left = open()) {
    const stratum = left.reduce((a, b) =>
      (b.seen + 1) / b.all.length < (a.seen + 1) / a.all.length ? b : a,
    );
    const candidate = stratum.next();
    stratum.seen += 1;
    const { textBytes = candidate.bytes } = candidate;
    if (chosen.size > 0 && bytes + textBytes > mostBytes) continue;
    stratum.taken += 1;
    bytes += textBytes;
    chosen.add(candidate);
  }
  return {
    taken: objects.filter((object) => chosen.has(object)),
    strata: strata.map(({ all, taken }) => ({
      fromBytes: all[0]!.bytes,
      toBytes: all.at(-1)!.bytes + 1,
      objects: all.length,
      taken,
    })),
  };
}
