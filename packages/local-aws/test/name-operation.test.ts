import { expect, test } from 'vitest';
import { operationOf } from '../src/network/index.ts';
import { requestOf } from './support/counting-handler.ts';

test.each([
  ['GET', '/', '', 'ListBuckets'],
  ['PUT', '/b', '', 'CreateBucket'],
  ['PUT', '/b/', 'notification', 'PutBucketNotificationConfiguration'],
  ['PUT', '/b', 'versioning', 'PutBucketVersioning'],
  ['HEAD', '/b', '', 'HeadBucket'],
  ['DELETE', '/b', '', 'DeleteBucket'],
  ['DELETE', '/b', 'lifecycle', 'DeleteBucketLifecycleConfiguration'],
  ['GET', '/b', '', 'ListObjects'],
  ['GET', '/b/', 'list-type prefix', 'ListObjectsV2'],
  ['GET', '/b', 'uploads', 'ListMultipartUploads'],
  ['GET', '/b', 'notification', 'GetBucketNotificationConfiguration'],
  ['POST', '/b', 'delete', 'DeleteObjects'],
  ['POST', '/b', '', 'PostObject'],
  ['GET', '/b/k', 'x-id', 'GetObject'],
  ['GET', '/b/k', 'attributes', 'GetObjectAttributes'],
  ['GET', '/b/k', 'uploadId', 'ListParts'],
  ['HEAD', '/b/deep/er', '', 'HeadObject'],
  ['PUT', '/b/k', 'x-id', 'PutObject'],
  ['PUT', '/b/k', 'uploadId partNumber', 'UploadPart'],
  ['DELETE', '/b/k', '', 'DeleteObject'],
  ['DELETE', '/b/k', 'uploadId', 'AbortMultipartUpload'],
  ['POST', '/b/k', 'uploads', 'CreateMultipartUpload'],
  ['POST', '/b/k', 'uploadId', 'CompleteMultipartUpload'],
  ['PATCH', '/b/k', '', 'Other'],
  ['PATCH', '/b', '', 'Other'],
  ['POST', '/', '', 'Other'],
])('%s %s?%s is %s', (method, path, parameters, operation) => {
  const query = Object.fromEntries(parameters.split(' ').map((name) => [name, '']));
  expect(operationOf(requestOf(method, path, { query }))).toBe(operation);
});

test('copies are told by their header', () => {
  const headers = { 'x-amz-copy-source': 'b/other' };
  expect(operationOf(requestOf('PUT', '/b/k', { headers }))).toBe('CopyObject');
  expect(operationOf(requestOf('PUT', '/b/k', { headers, query: { uploadId: 'u' } }))).toBe('UploadPartCopy');
});

test('SQS says what it is asked in a header', () => {
  const headers = { 'X-Amz-Target': 'AmazonSQS.ReceiveMessage' };
  expect(operationOf(requestOf('POST', '/', { headers }))).toBe('ReceiveMessage');
});

test("where AWS has the bucket in the host's name, the whole path is the key", () => {
  const hostname = 'bucket.with.dots.s3.eu-west-1.amazonaws.com';
  expect(operationOf(requestOf('GET', '/key', { hostname }))).toBe('GetObject');
  expect(operationOf(requestOf('GET', '/', { hostname, query: { 'list-type': '2' } }))).toBe('ListObjectsV2');
  expect(operationOf(requestOf('GET', '/key', { hostname: 's3.eu-west-1.amazonaws.com' }))).toBe(
    'ListObjects',
  );
});
