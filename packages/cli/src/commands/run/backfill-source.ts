import { collectBytes, displayRef, type ObjectStore, RequestError } from '@parquetry/core';
import { listSources, sourceFilter, wallClock } from '@parquetry/delivery';
import type { BackfillInput } from '@parquetry/deploy';
import { UsageError } from '../../exit-codes.ts';
import { prefixOf, s3RefOf } from '../../inputs/places.ts';
import type { BackfillFlags } from './backfill-flags.ts';

const SCHEME = 's3://';
const plainBucket = (bucket: string) => bucket.slice(SCHEME.length);

function listOf(url: string): Pick<BackfillInput, 'from' | 'list'> {
  const { bucket, key } = s3RefOf(url);
  const from = /\.csv$/i.test(key) ? 'csv' : 'json';
  if (from === 'json' && !/\.json$/i.test(key)) {
    throw new UsageError(`${url} ends neither in .csv nor in .json; a list of objects is one or the other`);
  }
  return { from, list: { bucket: plainBucket(bucket), key } };
}

/**
 * What an execution is told of a place and its flags.
 *
 * @throws UsageError when the place, or the list, is none.
 */
export function backfillInput(place: string, flags: BackfillFlags): BackfillInput {
  const { bucket, prefix } = prefixOf(place);
  const { list, batchObjects, concurrency, tolerate } = flags;
  if (list !== undefined && prefix !== '') {
    throw new UsageError(
      `with --list the bucket is named alone: ${bucket}; the keys of the list are whole keys`,
    );
  }
  return {
    ...(list === undefined ? { from: 'prefix' as const, prefix } : listOf(list)),
    bucket: plainBucket(bucket),
    ...(batchObjects !== undefined && { batchObjects }),
    ...(concurrency !== undefined && { maxConcurrency: concurrency }),
    ...(tolerate !== undefined && { toleratedFailurePercent: tolerate }),
  };
}

export interface SourceCount {
  /** What the state machine will hand out. */
  readonly listed: number;
  /** What the function will convert of it. */
  readonly objects: number;
  /** Null where a list names keys alone. */
  readonly bytes: number | null;
}

async function countPrefix(store: ObjectStore, input: BackfillInput, signal: AbortSignal) {
  const count = { listed: 0, objects: 0, bytes: 0 };
  const from = { bucket: SCHEME + input.bucket, prefix: input.prefix ?? '' };
  const patience = { clock: wallClock, random: Math.random, signal };
  const onLeftOut = () => {
    count.listed += 1;
  };
  for await (const { source } of listSources(store, from, sourceFilter.parse({}), {
    ...patience,
    onLeftOut,
  })) {
    count.listed += 1;
    count.objects += 1;
    count.bytes += source.bytes ?? 0;
  }
  return count;
}

function keysOfJson(text: string): number | undefined {
  try {
    const found: unknown = JSON.parse(text);
    const hasKey = (item: unknown) => typeof (item as { key?: unknown } | null)?.key === 'string';
    return Array.isArray(found) && found.every(hasKey) ? found.length : undefined;
  } catch {
    return undefined;
  }
}

function keysOfCsv(text: string): number | undefined {
  const [header = '', ...rows] = text.split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return names.includes('key') ? rows.filter((row) => row !== '').length : undefined;
}

async function countList(store: ObjectStore, { from, list }: BackfillInput, signal: AbortSignal) {
  const ref = { bucket: SCHEME + list!.bucket, key: list!.key };
  const text = Buffer.from(await collectBytes(store.read(ref, { signal }))).toString();
  const keys = from === 'csv' ? keysOfCsv(text) : keysOfJson(text);
  if (keys !== undefined) return { listed: keys, objects: keys, bytes: null };
  const wanted = from === 'csv' ? 'a header with a column "key"' : 'an array of objects with a "key" each';
  throw new RequestError(`${displayRef(ref)} is no list of objects: it needs ${wanted}`);
}

/**
 * How much there is to do.
 *
 * @throws StoreError when it cannot be listed; RequestError when the list is none.
 */
export const countSources = (
  store: ObjectStore,
  input: BackfillInput,
  signal: AbortSignal,
): Promise<SourceCount> =>
  input.from === 'prefix' ? countPrefix(store, input, signal) : countList(store, input, signal);
