import { DeleteObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { StoreError } from '@parquetry/core';
import { createClient } from './client/create-client.ts';
import { nodeHandler } from './client/node-handler.ts';
import { pooledAgents } from './client/pooled-agents.ts';
import { callSdk, inputOf } from './client/sdk-call.ts';
import { sdkMultipart } from './client/sdk-multipart.ts';
import { sdkWire } from './client/sdk-wire.ts';
import { listObjects } from './listing/list-objects.ts';
import { listUploads } from './listing/list-uploads.ts';
import type { HttpHandler } from './s3-store.ts';
import { type Opening, type Session, transfersOf } from './session.ts';
import type { MultipartWire } from './writing/multipart-wire.ts';

export interface SdkParts extends Pick<Session, 'stat' | 'list' | 'delete' | 'listUploads'> {
  readonly client: S3Client;
  readonly multipart: MultipartWire;
}

/** What is done by the SDK whichever client reads and writes small objects. */
export function openSdk(opening: Opening, handler: HttpHandler): SdkParts {
  const client = createClient(opening, handler);
  return {
    client,
    multipart: sdkMultipart(client, opening.settings.checksums),
    async stat(ref, signal) {
      try {
        return await callSdk(ref, signal, async (options) => {
          const command = new HeadObjectCommand(inputOf(ref));
          const { ETag = '', ContentLength = 0 } = await client.send(command, options);
          return { ref, bytes: ContentLength, etag: ETag };
        });
      } catch (error) {
        if (error instanceof StoreError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    list: (bucket, prefix, signal) => listObjects(client, bucket, prefix, signal),
    async delete(ref, signal) {
      await callSdk(ref, signal, (options) => client.send(new DeleteObjectCommand(inputOf(ref)), options));
    },
    listUploads: (bucket, prefix, signal) => listUploads(client, bucket, prefix, signal),
  };
}

/** All by the SDK. */
export function openSession(opening: Opening): Session {
  const { settings, meter, wrapHandler } = opening;
  const agents = pooledAgents(settings, meter);
  const pooled = nodeHandler(agents);
  const { client, multipart, ...rest } = openSdk(opening, wrapHandler?.(pooled) ?? pooled);
  return {
    ...rest,
    ...transfersOf(opening, sdkWire(client, settings.checksums), multipart),
    [Symbol.dispose]() {
      client.destroy();
      agents.destroy();
    },
  };
}
