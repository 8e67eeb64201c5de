import type { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { S3Settings } from '../s3-settings.ts';
import type { ObjectWire } from '../wire.ts';
import { crc32Of } from './crc32.ts';
import { placeOfBody, rangeHeader } from './parse-response.ts';
import { callSdk, inputOf } from './sdk-call.ts';

const isBehindTheEnd = (error: unknown) =>
  error instanceof Error && '$metadata' in error && error.name === 'InvalidRange';

/** GET and PUT by the SDK. */
export const sdkWire = (client: S3Client, checksums: S3Settings['checksums']): ObjectWire => ({
  get: ({ ref, range, ifMatch, signal }) =>
    callSdk(ref, signal, async (options) => {
      const input = {
        ...inputOf(ref),
        ...(range && { Range: rangeHeader(range) }),
        ...(ifMatch !== undefined && { IfMatch: ifMatch }),
      };
      try {
        const { Body, ETag, ContentRange, ContentLength } = await client.send(
          new GetObjectCommand(input),
          options,
        );
        const body = Body as Readable;
        return { etag: ETag ?? '', body, ...placeOfBody(ref, ContentRange, ContentLength) };
      } catch (error) {
        if (isBehindTheEnd(error)) return undefined;
        throw error;
      }
    }),

  put: ({ ref, body, signal }) =>
    callSdk(ref, signal, async (options) => {
      const input = {
        ...inputOf(ref),
        Body: body,
        ContentLength: body.length,
        ...(checksums === 'native' && { ChecksumCRC32: crc32Of(body) }),
      };
      return (await client.send(new PutObjectCommand(input), options)).ETag ?? '';
    }),
});
