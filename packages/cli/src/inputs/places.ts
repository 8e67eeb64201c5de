import { dirname, join, resolve, sep } from 'node:path';
import { displayRef, filePath, fileRef, type ObjectRef } from '@parquetry/core';
import { isS3Bucket, parseS3Url } from '@parquetry/s3';
import { asUsage, UsageError } from '../exit-codes.ts';

/**
 * Places: what a person calls files and objects of S3, with `s3://bucket/key` for the latter and an absolute path for the
 * former. A key is taken as it is: `..` and `//` mean nothing in it.
 */

export const isS3Name = isS3Bucket;

/** Objects whose keys begin alike. For files, `bucket` is a directory. */
export interface Prefix {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * The key is empty, or ends in `/`, where a whole bucket or a prefix is named.
 *
 * @throws UsageError when there is no bucket's name in it.
 */
export const s3RefOf = (name: string): ObjectRef => asUsage(() => parseS3Url(name));

/** The file or object of a name; relative paths are those of a directory. */
export function refOf(name: string, directory: string): ObjectRef {
  if (!isS3Name(name)) return fileRef(resolve(directory, name));
  const ref = s3RefOf(name);
  if (ref.key === '' || ref.key.endsWith('/')) {
    throw new UsageError(`${name} names a prefix, not an object; write its whole key`);
  }
  return ref;
}

/** The place of an object. */
export const placeOf = (ref: ObjectRef): string => (isS3Name(ref.bucket) ? displayRef(ref) : filePath(ref));

/** The object at a place that {@link placeOf} told. */
export const refAt = (place: string): ObjectRef => (isS3Name(place) ? s3RefOf(place) : fileRef(place));

export const separatorOf = (place: string): string => (isS3Name(place) ? '/' : sep);

/** The directory or prefix that a place lies in, without its last separator; a bucket and `/` lie in themselves. */
export function above(place: string): string {
  if (!isS3Name(place)) return dirname(place);
  const { bucket, key } = s3RefOf(place);
  const end = key.lastIndexOf('/');
  return end === -1 ? bucket : `${bucket}/${key.slice(0, end)}`;
}

/** A directory or prefix without the separators at its end. */
export const directoryAt = (name: string, directory: string): string =>
  isS3Name(name) ? placeOfPrefix(prefixOf(name)) : resolve(directory, name);

const placeOfPrefix = ({ bucket, prefix }: Prefix): string => `${bucket}/${prefix}`.slice(0, -1);

/** The prefix that a name stands for as a directory does: it is empty or ends in `/`. */
export function prefixOf(name: string): Prefix {
  const { bucket, key } = s3RefOf(name);
  return { bucket, prefix: key === '' || key.endsWith('/') ? key : `${key}/` };
}

/**
 * A place below a directory or prefix.
 *
 * @throws UsageError when a key with `..` in it would lead out of a directory.
 */
export function below(directory: string, relative: string): string {
  if (isS3Name(directory)) return `${directory}/${relative}`;
  const place = join(directory, relative);
  const inside = directory.endsWith(sep) ? directory : directory + sep;
  if (place.startsWith(inside)) return place;
  throw new UsageError(`${relative} would lead out of ${directory}; convert that object by itself`);
}
