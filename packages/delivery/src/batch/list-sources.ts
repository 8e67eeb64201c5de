import { displayRef, type ObjectStat, type ObjectStore, RequestError } from '@parquetry/core';
import type { Job } from '../jobs/job.ts';
import type { Place } from '../jobs/recipe.ts';
import { jobId } from './job-id.ts';
import { type LeftOutReason, type SourceFilter, whyLeftOut } from './source-filter.ts';
import { outlast, type Patience, tryAgain } from './try-again.ts';

const inUtf8 = (key: string, other: string): number => Buffer.compare(Buffer.from(key), Buffer.from(other));

/** The objects behind `after`. Stores order keys as UTF-16 or, as S3 does, as UTF-8. */
async function* listFrom(
  store: ObjectStore,
  { bucket, prefix }: Place,
  after?: string,
  signal?: AbortSignal,
) {
  let last: string | undefined;
  for await (const stat of store.list(bucket, prefix, signal)) {
    const { key } = stat.ref;
    if (last !== undefined && key <= last && inUtf8(key, last) <= 0) {
      throw new RequestError(
        `${displayRef({ bucket, key: prefix })}: listed in no order (${JSON.stringify(key)} after ${JSON.stringify(last)}); ` +
          'a batch needs keys in order, as buckets for general purposes list them',
      );
    }
    last = key;
    if (after === undefined || inUtf8(key, after) > 0) yield stat;
  }
}

/** A listing that is begun again where it broke off; what may break off is S3, and so has the order of UTF-8. */
async function* listPatiently(store: ObjectStore, place: Place, patience: Patience, signal?: AbortSignal) {
  let last: string | undefined;
  let listing: AsyncGenerator<ObjectStat> | undefined;
  const goOn = async () => {
    listing ??= listFrom(store, place, last, signal);
    try {
      return await listing.next();
    } catch (error) {
      listing = undefined;
      throw error;
    }
  };
  const next = () => (last === undefined ? tryAgain : outlast)(goOn, patience, signal);
  try {
    for (let found = await next(); !found.done; found = await next()) {
      last = found.value.ref.key;
      yield found.value;
    }
  } finally {
    await listing?.return(undefined);
  }
}

export interface ListingOptions extends Patience {
  readonly signal?: AbortSignal;
  readonly onLeftOut?: (stat: ObjectStat, reason: LeftOutReason) => void;
}

/**
 * The jobs of what lies below a prefix and passes the filter, in key order, as they are listed.
 *
 * @throws StoreError where the store cannot list, RequestError where it lists in no order.
 */
export async function* listSources(
  store: ObjectStore,
  from: Place,
  filter: SourceFilter,
  { onLeftOut, signal, ...patience }: ListingOptions,
): AsyncGenerator<Job> {
  for await (const stat of listPatiently(store, from, patience, signal)) {
    signal?.throwIfAborted();
    const { ref, bytes, etag } = stat;
    const reason = whyLeftOut(filter, ref.key.slice(from.prefix.length), bytes);
    if (reason === undefined) yield { id: jobId(ref), source: { ref, bytes, etag } };
    else onLeftOut?.(stat, reason);
  }
}
