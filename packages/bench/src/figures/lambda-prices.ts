import type { RunRecord } from '../record/run-record.ts';

export type LambdaPrice = RunRecord['price'];
type LambdaArchitecture = 'x86_64' | 'arm64';

const US_EAST_1 = {
  region: 'us-east-1',
  asOf: '2026-11-21',
  source: 'https://aws.amazon.com/lambda/pricing/, first tier, without the free tier and the fee per request',
} as const;

/** On-demand compute. Another region is added as another entry. */
const PRICES: readonly (LambdaPrice & { readonly architecture: LambdaArchitecture })[] = [
  { ...US_EAST_1, architecture: 'x86_64', dollarsPerGbSecond: 0.0000166667 },
  { ...US_EAST_1, architecture: 'arm64', dollarsPerGbSecond: 0.0000133334 },
];

/** The price of the architecture that a measurement ran on: `process.arch`. */
export function lambdaPrice(processArch: string): LambdaPrice {
  const architecture: LambdaArchitecture = processArch === 'arm64' ? 'arm64' : 'x86_64';
  return PRICES.find((price) => price.architecture === architecture)!;
}
