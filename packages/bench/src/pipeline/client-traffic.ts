import type { PipelineUsage } from '@parquetry/delivery';
import type { ClientTraffic } from '../record/traffic.ts';
import { sum } from '../statistics/sum.ts';

/** What a pipeline has used, in the words of a record. */
export const clientTraffic = ({ s3, cache }: PipelineUsage): ClientTraffic => ({
  requests: { ...s3.requests },
  retries: s3.retries,
  bytesRead: s3.bytesRead,
  bytesWritten: s3.bytesWritten,
  connectionsOpened: s3.connectionsOpened,
  mostConnections: s3.mostConnections,
  cacheHits: cache.hits,
  cacheMisses: cache.misses,
});

/** Of pipelines that were open one after the other. */
export function addTraffic(all: readonly ClientTraffic[]): ClientTraffic {
  const total = (value: (traffic: ClientTraffic) => number) => sum(all.map(value));
  const operations = new Set(all.flatMap(({ requests }) => Object.keys(requests)));
  return {
    requests: Object.fromEntries(
      [...operations].map((operation) => [operation, total(({ requests }) => requests[operation] ?? 0)]),
    ),
    retries: total(({ retries }) => retries),
    bytesRead: total(({ bytesRead }) => bytesRead),
    bytesWritten: total(({ bytesWritten }) => bytesWritten),
    connectionsOpened: total(({ connectionsOpened }) => connectionsOpened),
    mostConnections: Math.max(0, ...all.map(({ mostConnections }) => mostConnections)),
    cacheHits: total(({ cacheHits }) => cacheHits),
    cacheMisses: total(({ cacheMisses }) => cacheMisses),
  };
}
