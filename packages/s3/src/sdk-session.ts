import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { type ObjectRef, type ReadOptions, StoreError } from '@parquetry/core';
import { createClient, type Place } from './client/create-client.ts';
import { nodeHandler } from './client/node-handler.ts';
import { pooledAgents } from './client/pooled-agents.ts';
import { callSdk, inputOf } from './client/sdk-call.ts';
import { sdkMultipart } from './client/sdk-multipart.ts';
import { sdkWire } from './client/sdk-wire.ts';
import type { UsageMeter } from './client/usage-meter.ts';
import { listObjects } from './listing/list-objects.ts';
import { listUploads } from './listing/list-uploads.ts';
import { readObject } from './reading/read-object.ts';
import { receiveWhole } from './reading/receive-whole.ts';
import type { S3Settings } from './s3-settings.ts';
import type { S3Dependencies, S3Store } from './s3-store.ts';
import { writeObject } from './writing/write-object.ts';

/** All of an S3 store that needs the SDK. */
export type Session = Omit<S3Store, 'usage' | typeof Symbol.asyncDispose> & Disposable;

/** The client, its connections, and what is done with them. */
export function openSession(
  settings: S3Settings,
  place: Place,
  { wrapHandler, uploads, random = Math.random }: S3Dependencies,
  meter: UsageMeter,
): Session {
  const pooled = nodeHandler(pooledAgents(settings, meter));
  const handler = wrapHandler?.(pooled) ?? pooled;
  const client = createClient(settings, place, handler, random, meter);
  const wire = sdkWire(client, settings.checksums);
  const multipart = sdkMultipart(client, settings.checksums);
  const reading = { ...settings, random, meter };
  const writing = { ...settings, wire, multipart, uploads };
  return {
    async stat(ref, signal) {
      try {
        return await callSdk(ref, signal, async (options) => {
          const { ETag = '', ContentLength = 0 } = await client.send(
            new HeadObjectCommand(inputOf(ref)),
            options,
          );
          return { ref, bytes: ContentLength, etag: ETag };
        });
      } catch (error) {
        if (error instanceof StoreError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    read: (ref: ObjectRef, options: ReadOptions = {}) => readObject(wire, { ref, ...options }, reading),
    readWhole: (ref, options = {}) => receiveWhole(wire, ref, options, reading),
    write: (ref, body, signal) => writeObject(writing, ref, body, signal),
    list: (bucket, prefix, signal) => listObjects(client, bucket, prefix, signal),
    async delete(ref, signal) {
      await callSdk(ref, signal, (options) => client.send(new DeleteObjectCommand(inputOf(ref)), options));
    },
    abortUpload: (upload, signal) => multipart.abort(upload, signal),
    listUploads: (bucket, prefix, signal) => listUploads(client, bucket, prefix, signal),
    [Symbol.dispose]() {
      client.destroy();
      pooled.destroy?.();
    },
  };
}
