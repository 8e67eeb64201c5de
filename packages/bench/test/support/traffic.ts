import type { ClientTraffic, ServerTraffic } from '../../src/record/traffic.ts';

/** What a client counted: nothing, but for what is given. */
export const clientCounts = (counts: Partial<ClientTraffic> = {}): ClientTraffic => ({
  requests: {},
  retries: 0,
  bytesRead: 0,
  bytesWritten: 0,
  connectionsOpened: 0,
  mostConnections: 0,
  cacheHits: 0,
  cacheMisses: 0,
  ...counts,
});

export const serverCounts = (counts: Partial<ServerTraffic> = {}): ServerTraffic => ({
  requests: {},
  bytesIn: 0,
  bytesOut: 0,
  connectionsOpened: 0,
  mostConnections: 0,
  cpuMs: null,
  ...counts,
});
