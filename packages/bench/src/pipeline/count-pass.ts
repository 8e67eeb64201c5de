import { type JobResult, type PipelineSettingsInput, pipelineSettings } from '@parquetry/delivery';
import type { ClientTraffic } from '../record/traffic.ts';
import { outputBytesOf } from '../sampling/output-bytes.ts';
import { sum } from '../statistics/sum.ts';
import type { Counts } from '../turns/turn-taker.ts';

/** Counted where there was none as well, so that one that comes or goes moves a count and not a name. */
const OPERATIONS = [
  'ListObjectsV2',
  'GetObject',
  'HeadObject',
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'DeleteObject',
];

/** What both client and server can count of a pass. How many connections are opened below the limit is up to chance. */
export function trafficCounts(
  { requests, connectionsOpened }: Pick<ClientTraffic, 'requests' | 'connectionsOpened'>,
  settings: PipelineSettingsInput,
): Counts {
  const mostConnections = pipelineSettings.parse(settings).s3.connections;
  const operations = new Set([...OPERATIONS, ...Object.keys(requests)]);
  const beyond = Math.max(0, connectionsOpened - mostConnections);
  return {
    ...Object.fromEntries(
      [...operations].map((operation) => [`${operation} requests per pass`, requests[operation] ?? 0]),
    ),
    'requests per pass': sum(Object.values(requests)),
    [`connections beyond ${mostConnections} per pass`]: beyond,
  };
}

const RETRIES = 'retries per pass';

const retriesIn = (counts: Counts): number => counts[RETRIES] ?? 0;

/** What one pass over the objects did, apart from the time that it took. */
export function passCounts(
  results: readonly JobResult[],
  traffic: ClientTraffic,
  settings: PipelineSettingsInput,
): Counts {
  const { requests, retries, bytesRead, bytesWritten } = traffic;
  const outputs = Object.entries(outputBytesOf(results));
  return {
    ...trafficCounts(traffic, settings),
    'requests per file': sum(Object.values(requests)) / results.length,
    [RETRIES]: retries,
    'bytes read per pass': bytesRead,
    'bytes written per pass': bytesWritten,
    'rows per pass': sum(results.map(({ rows }) => rows.written)),
    ...Object.fromEntries(outputs.map(([format, bytes]) => [`${format} bytes per pass`, bytes])),
  };
}

/**
 * What each of several passes counted; of those with retries, which chance may make, the most retries and nothing else, as
 * long as there are others.
 *
 * @throws where one of them counted otherwise than another: what moves by itself is no count to compare builds by.
 */
export function countsOfAll(passes: readonly Counts[]): Counts {
  const retries = passes.map(retriesIn);
  const fewest = Math.min(...retries);
  const [first, ...others] = passes.filter((_, pass) => retries[pass] === fewest);
  if (first === undefined) throw new RangeError('no pass was counted');
  for (const counts of others) {
    const names = new Set([...Object.keys(first), ...Object.keys(counts)]);
    const moved = [...names].find((name) => first[name] !== counts[name]);
    if (moved !== undefined)
      throw new Error(
        `${moved}: ${first[moved] ?? 'none'} in one pass, ${counts[moved] ?? 'none'} in another of the same process`,
      );
  }
  return RETRIES in first ? { ...first, [RETRIES]: Math.max(...retries) } : first;
}
