import { ListMultipartUploadsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { OpenUpload } from '@parquetry/core';
import { callSdk } from '../client/sdk-call.ts';
import { bucketNameOf } from '../refs/s3-url.ts';
import { decodeKey, pageThrough } from './page-through.ts';

/** Uploads below a prefix that are neither completed nor aborted. */
export async function* listUploads(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal?: AbortSignal,
): AsyncIterable<OpenUpload> {
  const place = { bucket, key: prefix };
  const input = { Bucket: bucketNameOf(bucket), Prefix: prefix, EncodingType: 'url' as const };
  const readPage = (from: string | undefined) =>
    callSdk(place, signal, async (options) => {
      const [keyMarker, uploadIdMarker] = from === undefined ? [] : (JSON.parse(from) as string[]);
      const markers = from === undefined ? {} : { KeyMarker: keyMarker, UploadIdMarker: uploadIdMarker };
      const page = await client.send(new ListMultipartUploadsCommand({ ...input, ...markers }), options);
      const decoded = (key: string) => decodeKey(key, page.EncodingType);
      return {
        items: (page.Uploads ?? []).map(({ Key = '', UploadId = '' }): OpenUpload => {
          return { ref: { bucket, key: decoded(Key) }, uploadId: UploadId };
        }),
        isTruncated: page.IsTruncated,
        next:
          page.NextKeyMarker === undefined
            ? undefined
            : JSON.stringify([decoded(page.NextKeyMarker), page.NextUploadIdMarker]),
      };
    });
  yield* pageThrough(place, readPage);
}
