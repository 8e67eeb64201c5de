import { posix } from 'node:path';
import { displayRef, type ObjectRef, type ObjectStat, type ObjectStore } from '@parquetry/core';
import { isDynamicPattern } from 'tinyglobby';
import { UsageError } from '../exit-codes.ts';
import type { Input } from './expand-inputs.ts';
import { type Prefix, prefixOf, s3RefOf } from './places.ts';

const RECORDS = /\.(csv|tsv|json|ndjson|jsonl)(\.(gz|zst))?$/i;
/** What earlier conversions set aside or saved, and what begins with a dot as files that are hidden do. */
const NO_RECORDS = /\.rejects\.ndjson$|\.schema\.json$|(^|\/)(\.|_parquetry\/)/i;

const isRecords = (path: string): boolean => RECORDS.test(path) && !NO_RECORDS.test(path);

const baseName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

interface Listing {
  readonly store: ObjectStore;
  readonly signal: AbortSignal | undefined;
}

/** The objects below a prefix; empty ones that stand for a folder are none. */
async function* listed({ store, signal }: Listing, { bucket, prefix }: Prefix): AsyncIterable<ObjectStat> {
  for await (const stat of store.list(bucket, prefix, signal)) if (!stat.ref.key.endsWith('/')) yield stat;
}

async function firstBelow(listing: Listing, prefix: Prefix): Promise<ObjectRef | undefined> {
  for await (const { ref } of listed(listing, prefix)) return ref;
  return undefined;
}

const isBelow =
  ({ bucket, prefix }: Prefix) =>
  (ref: ObjectRef): boolean =>
    ref.bucket === bucket && ref.key.startsWith(prefix);

/** As those of a directory. */
async function recordsBelow(listing: Listing, below: Prefix): Promise<Input[]> {
  const isNamedToo = isBelow(below);
  const found: Input[] = [];
  for await (const { ref, bytes } of listed(listing, below)) {
    const relativePath = ref.key.slice(below.prefix.length);
    if (isRecords(relativePath)) found.push({ ref, relativePath, bytes, isNamedToo });
  }
  return found;
}

/** Characters before the first that may mean something in a pattern. */
const literalStart = (pattern: string): string => pattern.slice(0, pattern.search(/[*?[{\\]|[!+@]?\(|$/));

/** The objects whose keys match a pattern, with paths below its fixed part; the one whose key is the pattern alone. */
async function matching(listing: Listing, { bucket, key: pattern }: ObjectRef): Promise<Input[]> {
  const prefix = literalStart(pattern);
  const fixed = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const isMatch = (ref: ObjectRef) => ref.bucket === bucket && posix.matchesGlob(ref.key, pattern);
  const found: Input[] = [];
  for await (const { ref, bytes } of listed(listing, { bucket, prefix })) {
    if (ref.key === pattern) return [{ ref, relativePath: baseName(ref.key), bytes }];
    if (isMatch(ref)) {
      found.push({ ref, relativePath: ref.key.slice(fixed.length), bytes, isNamedToo: isMatch });
    }
  }
  return found;
}

async function byKey(listing: Listing, name: string, ref: ObjectRef): Promise<Input[]> {
  if (await listing.store.stat(ref, listing.signal)) return [{ ref, relativePath: baseName(ref.key) }];
  const below = prefixOf(name);
  if (await firstBelow(listing, below)) return requireSome(name, await recordsBelow(listing, below));
  const similar = await firstBelow(listing, { bucket: ref.bucket, prefix: ref.key });
  const wayOut = similar
    ? `the first key that begins so is ${displayRef(similar)}: name it, a prefix with / at its end, or a pattern`
    : 'check the key';
  throw new UsageError(`${name} does not exist; ${wayOut}`);
}

function requireSome(name: string, found: Input[]): Input[] {
  if (found.length > 0) return found;
  throw new UsageError(
    `${name}: no .csv, .tsv, .json, .ndjson or .jsonl object (nor one of them with .gz or .zst) below this prefix; ` +
      'name objects directly',
  );
}

/**
 * The objects of S3 that a name stands for: one by its key, those below a prefix as those of a directory, or those that
 * match a pattern, found by listing what stands before its first `*`. In key order.
 *
 * @throws UsageError when it names none.
 */
export async function findObjects(name: string, store: ObjectStore, signal?: AbortSignal): Promise<Input[]> {
  const listing = { store, signal };
  const ref = s3RefOf(name);
  if (ref.key === '' || ref.key.endsWith('/')) {
    return requireSome(name, await recordsBelow(listing, prefixOf(name)));
  }
  if (!isDynamicPattern(ref.key)) return byKey(listing, name, ref);
  const found = await matching(listing, ref);
  if (found.length > 0) return found;
  throw new UsageError(
    `${name}: no object matches; check the pattern, and quote it so that the shell leaves it alone`,
  );
}
