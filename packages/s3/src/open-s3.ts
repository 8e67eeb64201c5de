import { UsageMeter } from './client/usage-meter.ts';
import { findEndpoint, isLoopback } from './refs/safe-endpoint.ts';
import type { OpenS3 } from './s3-store.ts';
import type { Session } from './sdk-session.ts';

/**
 * Opens S3, or whatever speaks its protocol at the endpoint. The SDK is loaded by the first request: a program that does
 * not come to one does not wait for it.
 *
 * @throws when the endpoint is one that data must not go to.
 */
export const openS3: OpenS3 = (settings, dependencies = {}) => {
  const { environment = process.env } = dependencies;
  const endpoint = findEndpoint(settings.endpoint, environment);
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const region = settings.region ?? (isLocal ? (environment['AWS_REGION'] ?? 'us-east-1') : undefined);
  const isSafe = isLocal || endpoint === undefined || endpoint.startsWith('https:');
  const meter = new UsageMeter();
  let opened: Promise<Session> | undefined;
  const open = async () => {
    const { openSession } = await import('./sdk-session.ts');
    return openSession(settings, { endpoint, region, isSafe }, dependencies, meter);
  };
  const session = () => {
    opened ??= open();
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
      (await opened)?.[Symbol.dispose]();
    },
  };
};
