import type { PriceTable } from '../table/price-table.ts';

/** What a request to S3 or SQS is billed as. S3 Standard bills LIST as a write. */
export type RequestClass = 's3-read' | 's3-write' | 's3-free' | 'sqs';

const S3_READS = new Set(['GetObject', 'HeadObject', 'HeadBucket', 'GetObjectAttributes']);
const S3_FREE = new Set(['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload']);
const SQS = new Set([
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'DeleteMessage',
  'DeleteMessageBatch',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
]);

/** By the operation's name in the SDK. One that is not known counts as the dearest, a write to S3. */
export function requestClass(operation: string): RequestClass {
  if (S3_FREE.has(operation)) return 's3-free';
  if (S3_READS.has(operation)) return 's3-read';
  return SQS.has(operation) ? 'sqs' : 's3-write';
}

function dollarsPerRequest(operation: string, { s3, sqs }: PriceTable): number {
  const kind = requestClass(operation);
  switch (kind) {
    case 's3-read':
      return s3.dollarsPerThousand.read / 1000;
    case 's3-write':
      return s3.dollarsPerThousand.write / 1000;
    case 's3-free':
      return 0;
    case 'sqs':
      return sqs.dollarsPerMillionRequests / 1e6;
    default:
      return kind satisfies never;
  }
}

/** What requests to S3 and SQS cost, counted by operation. */
export const requestDollars = (counts: Readonly<Record<string, number>>, prices: PriceTable): number =>
  Object.entries(counts).reduce(
    (total, [operation, count]) => total + count * dollarsPerRequest(operation, prices),
    0,
  );
