import { defaultPrices, requestClass } from '@parquetry/prices';
import type { LambdaPrice } from '../figures/lambda-prices.ts';
import type { ClaimPrices } from './claims-record.ts';

/** First tier, without free tiers; Provisioned Concurrency by x86 price. */
export function claimPrices({ dollarsPerGbSecond }: LambdaPrice): ClaimPrices {
  const { asOf, lambda, region, s3 } = defaultPrices;
  return {
    region,
    asOf,
    sources: ['https://aws.amazon.com/s3/pricing/', 'https://aws.amazon.com/lambda/pricing/'],
    dollarsPerGbSecond,
    dollarsPerMillionInvocations: lambda.dollarsPerMillionRequests,
    dollarsPerMillionReads: s3.dollarsPerThousand.read * 1000,
    dollarsPerMillionWrites: s3.dollarsPerThousand.write * 1000,
    dollarsPerProvisionedGbSecond: lambda.provisioned.dollarsPerGbSecond.x86_64.idle,
  };
}

/** What a million files cost in requests: those to S3, by operation and per file, and one invocation for each file. */
export function requestDollars(perFile: Readonly<Record<string, number>>, prices: ClaimPrices): number {
  const s3 = Object.entries(perFile).map(([operation, requests]) => {
    const kind = requestClass(operation);
    if (kind === 's3-free') return 0;
    return requests * (kind === 's3-read' ? prices.dollarsPerMillionReads : prices.dollarsPerMillionWrites);
  });
  return prices.dollarsPerMillionInvocations + s3.reduce((total, one) => total + one, 0);
}
