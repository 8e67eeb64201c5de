import type { LambdaPrice } from '../figures/lambda-prices.ts';
import type { ClaimPrices } from './claims-record.ts';

/** Of us-east-1, first tier, without free tiers. S3 Standard bills LIST as a write; Provisioned Concurrency by x86 price. */
const PRICES = {
  dollarsPerMillionInvocations: 0.2,
  dollarsPerMillionReads: 0.4,
  dollarsPerMillionWrites: 5,
  dollarsPerProvisionedGbSecond: 0.0000041667,
  region: 'us-east-1',
  asOf: '2026-11-21',
  sources: ['https://aws.amazon.com/s3/pricing/', 'https://aws.amazon.com/lambda/pricing/'],
} as const;

export const claimPrices = ({ dollarsPerGbSecond }: LambdaPrice): ClaimPrices => ({
  ...PRICES,
  sources: [...PRICES.sources],
  dollarsPerGbSecond,
});

/** Operations that S3 Standard bills as reads; deleting is free, everything else is a write. */
const READS = new Set(['GetObject', 'HeadObject', 'HeadBucket', 'GetObjectAttributes']);
const FREE = new Set(['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload']);

/** What a million files cost in requests: those to S3, by operation and per file, and one invocation for each file. */
export function requestDollars(perFile: Readonly<Record<string, number>>, prices: ClaimPrices): number {
  const s3 = Object.entries(perFile).map(([operation, requests]) => {
    if (FREE.has(operation)) return 0;
    return requests * (READS.has(operation) ? prices.dollarsPerMillionReads : prices.dollarsPerMillionWrites);
  });
  return prices.dollarsPerMillionInvocations + s3.reduce((total, one) => total + one, 0);
}
