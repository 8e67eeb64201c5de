import { type Architecture, defaultPrices } from '@parquetry/prices';
import type { RunRecord } from '../record/run-record.ts';

export type LambdaPrice = RunRecord['price'];

/** Of on-demand compute, for the architecture that a measurement ran on: `process.arch`. */
export function lambdaPrice(processArch: string): LambdaPrice {
  const architecture: Architecture = processArch === 'arm64' ? 'arm64' : 'x86_64';
  const { asOf, lambda, region } = defaultPrices;
  return {
    region,
    asOf,
    source:
      'https://aws.amazon.com/lambda/pricing/, first tier, without the free tier and the fee per request',
    architecture,
    dollarsPerGbSecond: lambda.compute[architecture][0]!.dollars,
  };
}
