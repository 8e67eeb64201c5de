import { displayRef, type ObjectRef, StoreError, type StoreErrorCode } from '@parquetry/core';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined: an answer without what every listing says. */
  readonly isTruncated: boolean | undefined;
  /** Where the next page begins. */
  readonly next: string | undefined;
}

/**
 * All items of all pages. A listing that says it goes on and does not say where, or that leads back to where it was, is
 * an error: it must not end as if that were all.
 */
export async function* pageThrough<Item>(
  place: ObjectRef,
  readPage: (from: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>();
  const broken = (says: string, code: StoreErrorCode = 'io') =>
    new StoreError(code, place, `${displayRef(place)}: the listing ${says}; part of it is missing`);
  for (let from: string | undefined; ; ) {
    const { items, isTruncated, next } = await readPage(from);
    if (isTruncated === undefined) throw broken('does not say whether it is complete', 'unavailable');
    yield* items;
    if (!isTruncated) return;
    if (!next) throw broken('goes on but does not say where');
    if (seen.has(next)) throw broken('leads back to where it was');
    seen.add(next);
    from = next;
  }
}

/** A key as it stands in a listing that was asked for with `EncodingType: 'url'`. */
export const decodeKey = (key: string, encoding: string | undefined): string =>
  encoding === 'url' ? decodeURIComponent(key.replaceAll('+', ' ')) : key;
