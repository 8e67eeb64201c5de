import { defaultPrices } from '@parquetry/prices';

/** What requests cost; another region is another table. */
export interface RequestPrices {
  readonly region: string;
  readonly storageClass: string;
  readonly asOf: string;
  readonly source: string;
  readonly dollarsPerThousand: {
    /** PUT, COPY, POST, LIST. */
    readonly write: number;
    /** GET and all others. */
    readonly read: number;
  };
}

export const s3RequestPrices: RequestPrices = {
  region: defaultPrices.region,
  asOf: defaultPrices.asOf,
  source: 'https://aws.amazon.com/s3/pricing/, requests and data retrievals',
  ...defaultPrices.s3,
};

export const s3Operations = [
  'ListObjectsV2',
  'GetObject',
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'DeleteObject',
] as const;
export type S3Operation = (typeof s3Operations)[number];
export type RequestCounts = Readonly<Record<S3Operation, number>>;

/** Deleting is free. */
function dollarsPerRequest(operation: S3Operation, { dollarsPerThousand }: RequestPrices): number {
  switch (operation) {
    case 'ListObjectsV2':
    case 'PutObject':
    case 'CreateMultipartUpload':
    case 'UploadPart':
    case 'CompleteMultipartUpload':
      return dollarsPerThousand.write / 1000;
    case 'GetObject':
      return dollarsPerThousand.read / 1000;
    case 'DeleteObject':
      return 0;
    default:
      return operation satisfies never;
  }
}

/** Dollars by operation. */
export function priceRequests(
  requests: RequestCounts,
  prices: RequestPrices,
): Readonly<Record<S3Operation, number>> {
  return Object.fromEntries(
    s3Operations.map((operation) => [operation, requests[operation] * dollarsPerRequest(operation, prices)]),
  ) as Record<S3Operation, number>;
}
