import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { displayRef, type OpenUpload, StoreError } from '@parquetry/core';
import type { S3Settings } from '../s3-settings.ts';
import type { MultipartWire, UploadedPart } from '../writing/multipart-wire.ts';
import { crc32Of } from './crc32.ts';
import { callSdk, inputOf } from './sdk-call.ts';

/** The etag of an object made of parts: the MD5 of their MD5s, and their number. https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html */
function etagOfParts(parts: readonly UploadedPart[]): string {
  const sums = parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return `"${createHash('md5').update(Buffer.concat(sums)).digest('hex')}-${parts.length}"`;
}

const isGone = (error: unknown) => error instanceof Error && error.name === 'NoSuchUpload';

/** Multipart uploads by the SDK. */
export function sdkMultipart(client: S3Client, checksums: S3Settings['checksums']): MultipartWire {
  const inputOfUpload = ({ ref, uploadId }: OpenUpload) => ({ ...inputOf(ref), UploadId: uploadId });

  /** Completed by a try whose answer was lost: the upload is gone, and the object is the one that was asked for. */
  async function wasCompleted({ ref }: OpenUpload, etag: string): Promise<boolean> {
    const head = await client.send(new HeadObjectCommand(inputOf(ref))).catch(() => undefined);
    return head?.ETag === etag;
  }

  return {
    create: (ref) =>
      callSdk(ref, undefined, async () => {
        const input = {
          ...inputOf(ref),
          ...(checksums !== 'none' && { ChecksumAlgorithm: 'CRC32' as const }),
        };
        const { UploadId } = await client.send(new CreateMultipartUploadCommand(input));
        if (UploadId) return { ref, uploadId: UploadId };
        const says = `${displayRef(ref)}: the endpoint began an upload without an id; write it again`;
        throw new StoreError('unavailable', ref, says);
      }),

    sendPart: (upload, partNumber, bytes, signal) =>
      callSdk(upload.ref, signal, async (options) => {
        const ownCrc32 = checksums === 'native' ? crc32Of(bytes) : undefined;
        const { ETag, ChecksumCRC32 } = await client.send(
          new UploadPartCommand({
            ...inputOfUpload(upload),
            PartNumber: partNumber,
            Body: bytes,
            ContentLength: bytes.length,
            ...(ownCrc32 !== undefined && { ChecksumCRC32: ownCrc32 }),
          }),
          options,
        );
        return { partNumber, etag: ETag ?? '', crc32: ChecksumCRC32 ?? ownCrc32 };
      }),

    complete: (upload, parts) =>
      callSdk(upload.ref, undefined, async () => {
        const Parts = parts.map(({ partNumber, etag, crc32 }) => ({
          PartNumber: partNumber,
          ETag: etag,
          ...(crc32 !== undefined && { ChecksumCRC32: crc32 }),
        }));
        const input = { ...inputOfUpload(upload), MultipartUpload: { Parts } };
        try {
          const { ETag } = await client.send(new CompleteMultipartUploadCommand(input));
          if (ETag) return ETag;
          const says = `${displayRef(upload.ref)}: the endpoint does not say whether it is complete; write it again`;
          throw new StoreError('unavailable', upload.ref, says);
        } catch (error) {
          const etag = etagOfParts(parts);
          if (isGone(error) && (await wasCompleted(upload, etag))) return etag;
          throw error;
        }
      }),

    abort: (upload, signal) =>
      callSdk(upload.ref, signal, async (options) => {
        try {
          await client.send(new AbortMultipartUploadCommand(inputOfUpload(upload)), options);
        } catch (error) {
          if (!isGone(error)) throw error;
        }
      }),
  };
}
