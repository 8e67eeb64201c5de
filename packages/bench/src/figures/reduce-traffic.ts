import type { Estimate } from '../record/estimate.ts';
import type { Sample } from '../record/run-record.ts';
import type { ClientTraffic, SampleTraffic, TrafficFigures } from '../record/traffic.ts';
import { estimateMedian } from '../statistics/estimate-median.ts';
import { median } from '../statistics/median.ts';
import { sum } from '../statistics/sum.ts';

const allRequests = ({ requests }: Pick<ClientTraffic, 'requests'>) => sum(Object.values(requests));

function serverCpuMsPerRequest({ server }: SampleTraffic): number | null {
  const requests = allRequests(server);
  return server.cpuMs === null || requests === 0 ? null : server.cpuMs / requests;
}

function estimateKnown(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? estimateMedian(known) : null;
}

function hitRate({ cacheHits, cacheMisses }: ClientTraffic): number | null {
  const reads = cacheHits + cacheMisses;
  return reads === 0 ? null : cacheHits / reads;
}

/** Traffic of a cell: each process reduced to the median of its passes; undefined where no store took part. */
export function reduceTraffic(samples: readonly Sample[], files: number): TrafficFigures | undefined {
  const all = samples.flatMap(({ traffic }) => traffic ?? []);
  if (all.length < samples.length) return undefined;
  const estimateOf = (value: (pass: ClientTraffic) => number) =>
    estimateMedian(all.map(({ passes }) => median(passes.map(value))));
  const operations = new Set(
    all.flatMap(({ passes }) => passes.flatMap((pass) => Object.keys(pass.requests))),
  );
  const rates = all.flatMap(({ passes }) => passes.map(hitRate));
  return {
    requestsPerFile: estimateOf((pass) => allRequests(pass) / files),
    requestsPerFileByOperation: Object.fromEntries(
      [...operations]
        .toSorted()
        .map((operation) => [operation, estimateOf(({ requests }) => (requests[operation] ?? 0) / files)]),
    ),
    retriesPerFile: estimateOf(({ retries }) => retries / files),
    connectionsOpened: estimateOf(({ connectionsOpened }) => connectionsOpened),
    mostConnections: estimateOf(({ mostConnections }) => mostConnections),
    bytesReadPerFile: estimateOf(({ bytesRead }) => bytesRead / files),
    bytesWrittenPerFile: estimateOf(({ bytesWritten }) => bytesWritten / files),
    cacheHitRate: estimateKnown(rates),
    serverCpuMsPerRequest: estimateKnown(all.map(serverCpuMsPerRequest)),
  };
}
