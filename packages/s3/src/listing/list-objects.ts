import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { displayRef, type ObjectStat, StoreError } from '@parquetry/core';
import { callSdk } from '../client/sdk-call.ts';
import { bucketNameOf } from '../refs/s3-url.ts';
import { decodeKey, pageThrough } from './page-through.ts';

/** S3 orders keys by their UTF-8 bytes. */
const isBehind = (key: string, last: string) => Buffer.compare(Buffer.from(key), Buffer.from(last)) > 0;

/** Everything below a prefix, in key order, a page of 1,000 per request. */
export async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncIterable<ObjectStat> {
  const place = { bucket, key: prefix };
  const input = { Bucket: bucketNameOf(bucket), Prefix: prefix, EncodingType: 'url' as const };
  let last: string | undefined;
  const readPage = (from: string | undefined) =>
    callSdk(place, signal, async (options) => {
      const page = await client.send(
        new ListObjectsV2Command({ ...input, ...(from !== undefined && { ContinuationToken: from }) }),
        options,
      );
      const items = (page.Contents ?? []).map(({ Key = '', Size = 0, ETag = '' }): ObjectStat => {
        return { ref: { bucket, key: decodeKey(Key, page.EncodingType) }, bytes: Size, etag: ETag };
      });
      const first = items[0]?.ref.key;
      if (first !== undefined && last !== undefined && !isBehind(first, last)) {
        const says = `${displayRef(place)}: the listing goes back from '${last}' to '${first}'; part of it may be missing`;
        throw new StoreError('io', place, says);
      }
      last = items.at(-1)?.ref.key ?? last;
      return { items, isTruncated: page.IsTruncated, next: page.NextContinuationToken };
    });
  yield* pageThrough(place, readPage);
}
