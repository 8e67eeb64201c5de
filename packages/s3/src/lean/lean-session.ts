import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { pooledAgents } from '../client/pooled-agents.ts';
import { type Opening, type Session, transfersOf } from '../session.ts';
import type { MultipartWire } from '../writing/multipart-wire.ts';
import { type LeanConnection, leanWire } from './lean-wire.ts';
import { plainHandler } from './plain-handler.ts';
import { signRequests } from './sign-requests.ts';

/** By path, which AWS serves in every region. */
const awsEndpoint = (region: string) =>
  `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Reads and small writes without the SDK; the first of anything else loads it. */
export function openSession(opening: Opening): Session {
  const { settings, place, meter, wrapHandler } = opening;
  const agents = pooledAgents(settings, meter);
  const plain = plainHandler(agents);
  const handler = wrapHandler?.(plain) ?? plain;
  const sdk = once(async () => (await import('../sdk-session.ts')).openSdk(opening, handler));
  const connect = once(async (): Promise<LeanConnection> => {
    const region = place.region ?? (await (await sdk()).client.config.region());
    const endpoint = new URL(place.endpoint ?? awsEndpoint(region));
    const sign = signRequests(defaultProvider(), region);
    return { endpoint, handler, sign, isSafe: place.isSafe, checksums: settings.checksums };
  });
  const multipart: MultipartWire = {
    create: async (ref) => (await sdk()).multipart.create(ref),
    sendPart: async (...given) => (await sdk()).multipart.sendPart(...given),
    complete: async (...given) => (await sdk()).multipart.complete(...given),
    abort: async (...given) => (await sdk()).multipart.abort(...given),
  };
  return {
    ...transfersOf(opening, leanWire(connect, { ...opening, attempts: settings.attempts }), multipart),
    stat: async (ref, signal) => (await sdk()).stat(ref, signal),
    async *list(bucket, prefix, signal) {
      yield* (await sdk()).list(bucket, prefix, signal);
    },
    delete: async (ref, signal) => (await sdk()).delete(ref, signal),
    async *listUploads(bucket, prefix, signal) {
      yield* (await sdk()).listUploads(bucket, prefix, signal);
    },
    [Symbol.dispose]() {
      agents.destroy();
    },
  };
}
