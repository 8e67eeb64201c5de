import { UsageMeter } from './client/usage-meter.ts';
import { findEndpoint, isLoopback } from './refs/safe-endpoint.ts';
import type { S3Settings } from './s3-settings.ts';
import type { OpenS3 } from './s3-store.ts';
import type { Opening, Session } from './session.ts';

function loadClient(
  client: S3Settings['client'],
): Promise<{ readonly openSession: (opening: Opening) => Session }> {
  switch (client) {
    case 'sdk':
      return import('./sdk-session.ts');
    case 'lean':
      return import('./lean/lean-session.ts');
    default:
      return client satisfies never;
  }
}

/**
 * Opens S3, or whatever speaks its protocol at the endpoint. The SDK is loaded by the first request: a program that does
 * not come to one does not wait for it.
 *
 * @throws when the endpoint is one that data must not go to.
 */
export const openS3: OpenS3 = (settings, dependencies = {}) => {
  const { environment = process.env, random = Math.random, wrapHandler, uploads } = dependencies;
  const endpoint = findEndpoint(settings.endpoint, environment);
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const region = settings.region ?? environment['AWS_REGION'] ?? (isLocal ? 'us-east-1' : undefined);
  const isSafe = isLocal || endpoint === undefined || endpoint.startsWith('https:');
  const meter = new UsageMeter();
  const opening = { settings, place: { endpoint, region, isSafe }, random, meter, wrapHandler, uploads };
  let opened: Promise<Session> | undefined;
  const session = () => {
    opened ??= loadClient(settings.client).then(({ openSession }) => openSession(opening));
    return opened;
  };
  return {
    stat: async (ref, signal) => (await session()).stat(ref, signal),
    async *read(ref, options) {
      yield* (await session()).read(ref, options);
    },
    readWhole: async (ref, options) => (await session()).readWhole(ref, options),
    write: async (ref, body, signal) => (await session()).write(ref, body, signal),
    async *list(bucket, prefix, signal) {
      yield* (await session()).list(bucket, prefix, signal);
    },
    delete: async (ref, signal) => (await session()).delete(ref, signal),
    abortUpload: async (upload, signal) => (await session()).abortUpload(upload, signal),
    async *listUploads(bucket, prefix, signal) {
      yield* (await session()).listUploads(bucket, prefix, signal);
    },
    usage: () => meter.usage(),
    async [Symbol.asyncDispose]() {
      // One that could not be opened has nothing to close.
      const session = await opened?.catch(() => undefined);
      session?.[Symbol.dispose]();
    },
  };
};
