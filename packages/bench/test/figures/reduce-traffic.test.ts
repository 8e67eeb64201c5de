import { describe, expect, it } from 'vitest';
import { reduceTraffic } from '../../src/figures/reduce-traffic.ts';
import type { Sample } from '../../src/record/run-record.ts';
import type { ClientTraffic, ServerTraffic } from '../../src/record/traffic.ts';
import { clientCounts, serverCounts } from '../support/traffic.ts';

const sampleOf = (passes: ClientTraffic[], server: ServerTraffic = serverCounts()) =>
  ({ traffic: { passes, client: clientCounts(), server } }) as unknown as Sample;

describe('reduceTraffic', () => {
  it('counts what a file needs, by operation, with its share of what all need', () => {
    const pass = clientCounts({ requests: { GetObject: 10, PutObject: 20, ListObjectsV2: 1 } });
    const figures = reduceTraffic([sampleOf([pass, pass]), sampleOf([pass])], 10);
    expect(figures?.requestsPerFile).toMatchObject({ median: 3.1, samples: 2 });
    expect(figures?.requestsPerFileByOperation).toMatchObject({
      GetObject: { median: 1 },
      ListObjectsV2: { median: 0.1 },
      PutObject: { median: 2 },
    });
  });

  it('counts each process once, by the median of its passes', () => {
    const passes = [1, 9, 3].map((connectionsOpened) => clientCounts({ connectionsOpened }));
    expect(reduceTraffic([sampleOf(passes)], 1)?.connectionsOpened.median).toBe(3);
  });

  it('has a hit rate where there is a cache', () => {
    const figures = reduceTraffic([sampleOf([clientCounts({ cacheHits: 1, cacheMisses: 3 })])], 1);
    expect(figures?.cacheHitRate?.median).toBe(0.25);
    expect(reduceTraffic([sampleOf([clientCounts()])], 1)?.cacheHitRate).toBeNull();
  });

  it('spreads the CPU time of the server over all that it was asked for', () => {
    const server = serverCounts({ requests: { GetObject: 30, PutObject: 10 }, cpuMs: 20 });
    expect(reduceTraffic([sampleOf([clientCounts()], server)], 1)?.serverCpuMsPerRequest?.median).toBe(0.5);
    expect(reduceTraffic([sampleOf([clientCounts()])], 1)?.serverCpuMsPerRequest).toBeNull();
  });

  it('says nothing where no store took part', () => {
    expect(reduceTraffic([{} as Sample], 1)).toBeUndefined();
  });
});
