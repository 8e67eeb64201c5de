import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Place } from '@parquetry/delivery';
import { UsageError } from '../../exit-codes.ts';
import { isS3Name, prefixOf } from '../../inputs/places.ts';
import type { BatchFlags } from './batch-flags.ts';

export interface BatchPlaces {
  readonly from: Place;
  readonly to: Place;
  /** Where rows go that are set aside. */
  readonly rejects: Place;
}

/** A prefix of S3, or a directory. */
const placeOf = (name: string, directory: string): Place =>
  isS3Name(name) ? prefixOf(name) : { bucket: resolve(directory, name), prefix: '' };

/** As a person would name it. */
export const placeText = ({ bucket, prefix }: Place): string => `${bucket}/${prefix}`;

async function requireDirectory(name: string, { bucket }: Place): Promise<void> {
  if ((await stat(bucket).catch(() => undefined))?.isDirectory()) return;
  throw new UsageError(
    `${name} is no directory; name one, or s3://bucket/prefix, and choose among its objects with --include`,
  );
}

/**
 * Where a batch reads and writes; what is set aside goes beside its other state, where readers of tables do not look.
 *
 * @throws UsageError when a place is none.
 */
export async function batchPlaces(name: string, flags: BatchFlags, directory: string): Promise<BatchPlaces> {
  if (flags.out === '-')
    throw new UsageError('a batch writes many files; give --out a directory or a prefix');
  const from = placeOf(name, directory);
  if (!isS3Name(name)) await requireDirectory(name, from);
  const to = placeOf(flags.out, directory);
  const rejects =
    flags.rejects === undefined
      ? { bucket: to.bucket, prefix: `${to.prefix}_parquetry/rejects/` }
      : placeOf(flags.rejects, directory);
  return { from, to, rejects };
}
