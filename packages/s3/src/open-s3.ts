import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import {
  type ByteStream,
  collectBody,
  type ObjectRef,
  type ObjectStat,
  type OpenUpload,
  type ReadOptions,
  StoreError,
} from '@parquetry/core';
import { createClient } from './client/create-client.ts';
import { UsageMeter } from './client/usage-meter.ts';
import { bucketNameOf } from './refs/s3-url.ts';
import { s3Error } from './s3-error.ts';
import type { OpenS3 } from './s3-store.ts';

/** Opens S3, or whatever speaks its protocol at the endpoint. */
export const openS3: OpenS3 = (settings, dependencies = {}) => {
  const meter = new UsageMeter();
  const client = createClient(settings, dependencies, meter);
  const nameOf = ({ bucket, key }: ObjectRef) => ({ Bucket: bucketNameOf(bucket), Key: key });
  const options = (signal?: AbortSignal) => (signal ? { abortSignal: signal } : {});
  const trying = async <T>(
    ref: ObjectRef,
    signal: AbortSignal | undefined,
    run: () => Promise<T>,
  ): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await run();
    } catch (cause) {
      signal?.throwIfAborted();
      throw s3Error(ref, cause);
    }
  };
  return {
    async stat(ref, signal) {
      try {
        return await trying(ref, signal, async (): Promise<ObjectStat> => {
          const { ETag, ContentLength } = await client.send(
            new HeadObjectCommand(nameOf(ref)),
            options(signal),
          );
          return { ref, bytes: ContentLength ?? 0, etag: ETag ?? '' };
        });
      } catch (error) {
        if (error instanceof StoreError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    async *read(ref: ObjectRef, { range, ifMatch, signal }: ReadOptions = {}): ByteStream {
      signal?.throwIfAborted();
      if (range !== undefined && range.start >= range.end) return;
      try {
        const { Body } = await client.send(
          new GetObjectCommand({
            ...nameOf(ref),
            ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
            ...(ifMatch !== undefined && { IfMatch: ifMatch }),
          }),
          options(signal),
        );
        for await (const chunk of Body as AsyncIterable<Uint8Array>) {
          meter.read(chunk.length);
          yield chunk;
        }
      } catch (cause) {
        signal?.throwIfAborted();
        if (cause instanceof Error && cause.name === 'InvalidRange') return;
        throw s3Error(ref, cause);
      }
    },
    write: (ref, body, signal) =>
      trying(ref, signal, async () => {
        const bytes = await collectBody(body);
        signal?.throwIfAborted();
        meter.sent(bytes.length);
        const { ETag } = await client.send(
          new PutObjectCommand({ ...nameOf(ref), Body: bytes }),
          options(signal),
        );
        return { ref, bytes: bytes.length, etag: ETag ?? '' };
      }),
    async *list(bucket, prefix, signal) {
      const name = bucketNameOf(bucket);
      let token: string | undefined;
      do {
        const page = await trying({ bucket, key: prefix }, signal, () =>
          client.send(
            new ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken: token }),
            options(signal),
          ),
        );
        for (const { Key, Size, ETag } of page.Contents ?? []) {
          yield { ref: { bucket, key: Key! }, bytes: Size ?? 0, etag: ETag ?? '' };
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
    },
    async delete(ref, signal) {
      await trying(ref, signal, () => client.send(new DeleteObjectCommand(nameOf(ref)), options(signal)));
    },
    async abortUpload({ ref, uploadId }, signal) {
      await trying(ref, signal, () =>
        client.send(new AbortMultipartUploadCommand({ ...nameOf(ref), UploadId: uploadId }), options(signal)),
      );
    },
    async *listUploads(bucket, prefix, signal): AsyncIterable<OpenUpload> {
      const { Uploads = [] } = await trying({ bucket, key: prefix }, signal, () =>
        client.send(
          new ListMultipartUploadsCommand({ Bucket: bucketNameOf(bucket), Prefix: prefix }),
          options(signal),
        ),
      );
      for (const { Key, UploadId } of Uploads) yield { ref: { bucket, key: Key! }, uploadId: UploadId! };
    },
    usage: () => meter.usage(),
    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
};
