/** What a record says of an object store and of what went to it and came from it. */
import { z } from 'zod';
import { estimate } from './estimate.ts';

/** Where the objects of a scenario are. */
export const storeFacts = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('files') }),
  z.strictObject({
    kind: z.literal('s3'),
    /** What answered as S3: `fauxqs 2.4.1, embedded`. */
    server: z.string(),
    /** Of the network between, as the local stack names it. */
    profile: z.string(),
    /** Whether finished work was written down while it was timed. */
    manifest: z.boolean(),
  }),
]);
export type StoreFacts = z.infer<typeof storeFacts>;

/** By operation: `GetObject`, `PutObject`, `ListObjectsV2` … */
const requests = z.record(z.string(), z.number().int().nonnegative());

/** As the client counts, tries that failed included. */
const clientTraffic = z.strictObject({
  requests,
  retries: z.number(),
  bytesRead: z.number(),
  bytesWritten: z.number(),
  connectionsOpened: z.number(),
  /** Open at once, at most. */
  mostConnections: z.number(),
  cacheHits: z.number(),
  cacheMisses: z.number(),
});
export type ClientTraffic = z.infer<typeof clientTraffic>;

/** As the server counts, which is told nothing by the client. */
const serverTraffic = z.strictObject({
  requests,
  bytesIn: z.number(),
  bytesOut: z.number(),
  connectionsOpened: z.number(),
  mostConnections: z.number(),
  /** User and system; null where the platform does not tell. */
  cpuMs: z.number().nullable(),
});
export type ServerTraffic = z.infer<typeof serverTraffic>;

export const sampleTraffic = z.strictObject({
  /** Of each timed pass, in order. */
  passes: z.array(clientTraffic).min(1),
  /** Of the process, its warm-up included. */
  client: clientTraffic,
  /** While the process lived. */
  server: serverTraffic,
});
export type SampleTraffic = z.infer<typeof sampleTraffic>;

/** Figures of a pass; those per file count what a file needs and its share of what all need, such as pages of a listing. */
export const trafficFigures = z.strictObject({
  requestsPerFile: estimate,
  requestsPerFileByOperation: z.record(z.string(), estimate),
  retriesPerFile: estimate,
  connectionsOpened: estimate,
  mostConnections: estimate,
  bytesReadPerFile: estimate,
  bytesWrittenPerFile: estimate,
  /** Of reads that could have been answered by the cache; null where there is none. */
  cacheHitRate: estimate.nullable(),
  /** Over everything that the process asked for; null where the platform does not tell. */
  serverCpuMsPerRequest: estimate.nullable(),
});
export type TrafficFigures = z.infer<typeof trafficFigures>;
