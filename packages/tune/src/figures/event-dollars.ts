import type { TuneRecord, TuneSample } from '@parquetry/bench/record';
import { invocationDollars, type PriceTable, requestDollars } from '@parquetry/prices';

/** What a sample's money depends on besides the sample. */
export interface Pricing {
  readonly prices: PriceTable;
  readonly function: Pick<
    TuneRecord['function'],
    'architecture' | 'ephemeralStorageMb' | 'provisionedEnvironments' | 'runtime'
  >;
}

export interface EventDollars {
  /** GB-seconds and `/tmp`, and what restoring a snapshot costs. */
  readonly compute: number;
  /** With the fee for the request, and the requests to S3 and SQS that were counted. */
  readonly total: number;
}

/** A sample with the figures of its REPORT. */
export type BilledSample = TuneSample & { readonly billedMs: number; readonly durationMs: number };

const MB_PER_GB = 1024;

/** Restoring is free for Java. Source: https://aws.amazon.com/lambda/pricing/, "SnapStart". */
function restoreDollars({ memoryMb, outcome }: BilledSample, { function: it, prices }: Pricing): number {
  if (outcome !== 'restored' || it.runtime?.startsWith('java')) return 0;
  return (memoryMb / MB_PER_GB) * prices.lambda.snapStart.dollarsPerRestoredGb;
}

/** What one event cost: in the first tier and without the free tier. */
export function eventDollars(sample: BilledSample, pricing: Pricing): EventDollars {
  const { architecture, ephemeralStorageMb } = pricing.function;
  const { billedMs, memoryMb, requests = {} } = sample;
  const invocation = { architecture, memoryMb, billedMs, ephemeralStorageMb };
  const bill = invocationDollars(invocation, pricing.prices);
  const restore = restoreDollars(sample, pricing);
  return {
    compute: bill.compute + bill.ephemeralStorage + restore,
    total: bill.total + restore + requestDollars(requests, pricing.prices),
  };
}
