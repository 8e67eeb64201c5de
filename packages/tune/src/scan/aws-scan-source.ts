import {
  type CloudWatchClient,
  type MetricDataQuery,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import {
  type CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { sum } from '@parquetry/bench/statistics';
import { isAbsent } from '../invoke/service-error.ts';
import { readReportMessages } from './read-report-message.ts';
import type { ScanSource } from './scan-source.ts';
import type { SampledReports, ScannedFunction, ScanWindow } from './scanned-function.ts';
import { isOwnGroup, type StreamOwner, streamOwner } from './stream-owner.ts';

export interface ScanClients {
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;
}

/** Either format of the platform's report. Source: CloudWatch Logs, "Filter pattern syntax", terms of which one is enough. */
const REPORTS = '?"REPORT RequestId" ?"platform.report"';
/** Parts of the window, from the beginning of each of which reports are taken. */
const SLICES = 6;
/** A page may be empty although more follow. */
const MOST_PAGES_OF_A_SLICE = 20;
/** Lines of a page where those of other functions may be among them. */
const PAGE_OF_A_SHARED_GROUP = 1000;
/** Of one GetMetricData. */
const QUERIES_AT_ONCE = 500;
const SECONDS_PER_DAY = 86_400;

function functionOf(configuration: FunctionConfiguration): ScannedFunction[] {
  const { Architectures, EphemeralStorage, FunctionName, LoggingConfig, MemorySize, Runtime, Timeout } =
    configuration;
  if (FunctionName === undefined || MemorySize === undefined || Timeout === undefined) return [];
  return [
    {
      name: FunctionName,
      memoryMb: MemorySize,
      architecture: Architectures?.[0] === 'arm64' ? 'arm64' : 'x86_64',
      ephemeralStorageMb: EphemeralStorage?.Size ?? 512,
      timeoutSeconds: Timeout,
      runtime: Runtime ?? null,
      logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`,
    },
  ];
}

const aborting = (signal: AbortSignal | undefined) => ({ ...(signal && { abortSignal: signal }) });

/** Slices of a window, of the same length. */
function slicesOf({ end, start }: ScanWindow): ScanWindow[] {
  const length = (end - start) / SLICES;
  return Array.from({ length: SLICES }, (_, index) => ({
    start: Math.floor(start + index * length),
    end: Math.floor(start + (index + 1) * length),
  }));
}

/** Messages by whose they are. */
type Messages = Readonly<Record<StreamOwner, string[]>>;

async function readSlice(
  client: CloudWatchLogsClient,
  { logGroup, name }: ScannedFunction,
  slice: ScanWindow,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Messages> {
  const isOwn = isOwnGroup(logGroup, name);
  const found: Messages = { it: [], other: [], unnamed: [] };
  const ownerOf = ({ logStreamName }: FilteredLogEvent) => (isOwn ? 'it' : streamOwner(logStreamName, name));
  const query = {
    logGroupName: logGroup,
    filterPattern: REPORTS,
    startTime: slice.start,
    endTime: slice.end,
    limit: isOwn ? most : PAGE_OF_A_SHARED_GROUP,
  };
  let pages = 0;
  for await (const { events = [] } of paginateFilterLogEvents({ client }, query, aborting(signal))) {
    for (const event of events) if (event.message !== undefined) found[ownerOf(event)].push(event.message);
    pages += 1;
    if (found.it.length >= most || pages === MOST_PAGES_OF_A_SLICE) break;
  }
  return { ...found, it: found.it.slice(0, most) };
}

const queryOf = (name: string, index: number): MetricDataQuery => ({
  Id: `f${index}`,
  MetricStat: {
    Metric: {
      Namespace: 'AWS/Lambda',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: name }],
    },
    Period: SECONDS_PER_DAY,
    Stat: 'Sum',
  },
});

/** Reads an account's functions, logs and metrics: ListFunctions, FilterLogEvents and GetMetricData alone. */
export class AwsScanSource implements ScanSource {
  readonly #clients: ScanClients;

  constructor(clients: ScanClients) {
    this.#clients = clients;
  }

  async *listFunctions(signal?: AbortSignal): AsyncIterable<ScannedFunction> {
    const pages = paginateListFunctions({ client: this.#clients.lambda }, {}, aborting(signal));
    for await (const { Functions = [] } of pages) yield* Functions.flatMap(functionOf);
  }

  async sampleReports(
    it: ScannedFunction,
    window: ScanWindow,
    most: number,
    signal?: AbortSignal,
  ): Promise<SampledReports> {
    const messages: string[] = [];
    const setAside = { others: 0, unnamed: 0 };
    try {
      for (const slice of slicesOf(window)) {
        const found = await readSlice(this.#clients.logs, it, slice, Math.ceil(most / SLICES), signal);
        messages.push(...found.it);
        setAside.others += found.other.length;
        setAside.unnamed += found.unnamed.length;
      }
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    return { ...readReportMessages(messages), ...(!isOwnGroup(it.logGroup, it.name) && { setAside }) };
  }

  async countInvocations(
    names: readonly string[],
    { end, start }: ScanWindow,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (let first = 0; first < names.length; first += QUERIES_AT_ONCE) {
      const asked = names.slice(first, first + QUERIES_AT_ONCE);
      const query = {
        MetricDataQueries: asked.map(queryOf),
        StartTime: new Date(start),
        EndTime: new Date(end),
      };
      const pages = paginateGetMetricData({ client: this.#clients.metrics }, query, aborting(signal));
      for await (const { MetricDataResults = [] } of pages)
        for (const { Id, Values = [] } of MetricDataResults) {
          const name = asked[Number(Id?.slice(1))];
          if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + sum(Values));
        }
    }
    return counts;
  }
}
