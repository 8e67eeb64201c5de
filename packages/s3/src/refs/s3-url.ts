import type { ObjectRef } from '@parquetry/core';

const SCHEME = 's3://';
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, general purpose buckets. */
const BUCKET_NAME = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

export const isS3Bucket = (bucket: string): boolean => bucket.startsWith(SCHEME);

function requireBucketName(name: string, where: string): string {
  if (BUCKET_NAME.test(name) && !IP_ADDRESS.test(name)) return name;
  throw new TypeError(
    `${where}: '${name}' is no bucket name (3 to 63 characters: a–z, 0–9, dots, hyphens); write s3://bucket/key`,
  );
}

/** What S3 calls the bucket of a ref. */
export function bucketNameOf(bucket: string): string {
  if (!isS3Bucket(bucket)) throw new TypeError(`${bucket} is no bucket of S3; write s3://bucket`);
  return requireBucketName(bucket.slice(SCHEME.length), bucket);
}

/** `s3://bucket/key`; without a key, all that the bucket holds. Nothing in it is decoded: a key may hold any character. */
export function parseS3Url(url: string): ObjectRef {
  if (!isS3Bucket(url)) throw new TypeError(`${url} does not begin with ${SCHEME}`);
  const path = url.slice(SCHEME.length);
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  requireBucketName(name, url);
  return { bucket: SCHEME + name, key: slash < 0 ? '' : path.slice(slash + 1) };
}
