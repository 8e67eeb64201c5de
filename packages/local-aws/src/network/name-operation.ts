/** As much of a request as tells what it asks for. */
export interface RequestOutline {
  readonly method: string;
  /** Without host and query; the bucket first, unless `bucketInHost`. */
  readonly path: string;
  readonly query: { has(name: string): boolean };
  readonly header: (name: string) => string | undefined;
  /** The bucket stands in the host's name: the whole path is a key. */
  readonly bucketInHost?: boolean;
}

const bucketReads: readonly (readonly [string, string])[] = [
  ['uploads', 'ListMultipartUploads'],
  ['versions', 'ListObjectVersions'],
  ['location', 'GetBucketLocation'],
  ['notification', 'GetBucketNotificationConfiguration'],
  ['versioning', 'GetBucketVersioning'],
  ['lifecycle', 'GetBucketLifecycleConfiguration'],
  ['list-type', 'ListObjectsV2'],
];

const bucketWrites: readonly (readonly [string, string])[] = [
  ['notification', 'PutBucketNotificationConfiguration'],
  ['versioning', 'PutBucketVersioning'],
  ['lifecycle', 'PutBucketLifecycleConfiguration'],
];

const firstAsked = (
  names: readonly (readonly [string, string])[],
  { query }: RequestOutline,
  otherwise: string,
) => names.find(([parameter]) => query.has(parameter))?.[1] ?? otherwise;

function nameBucketOperation(request: RequestOutline): string {
  switch (request.method) {
    case 'GET':
      return firstAsked(bucketReads, request, 'ListObjects');
    case 'PUT':
      return firstAsked(bucketWrites, request, 'CreateBucket');
    case 'HEAD':
      return 'HeadBucket';
    case 'DELETE':
      return request.query.has('lifecycle') ? 'DeleteBucketLifecycleConfiguration' : 'DeleteBucket';
    case 'POST':
      return request.query.has('delete') ? 'DeleteObjects' : 'PostObject';
    default:
      return 'Other';
  }
}

function nameObjectPut({ query, header }: RequestOutline): string {
  const copies = header('x-amz-copy-source') !== undefined;
  if (query.has('uploadId')) return copies ? 'UploadPartCopy' : 'UploadPart';
  return copies ? 'CopyObject' : 'PutObject';
}

function nameObjectOperation(request: RequestOutline): string {
  const { method, query } = request;
  switch (method) {
    case 'GET':
      if (query.has('uploadId')) return 'ListParts';
      return query.has('attributes') ? 'GetObjectAttributes' : 'GetObject';
    case 'PUT':
      return nameObjectPut(request);
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return query.has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return query.has('uploadId') ? 'CompleteMultipartUpload' : 'Other';
    default:
      return 'Other';
  }
}

/** The AWS name of what a request to S3 or SQS asks for: `GetObject`, `UploadPart`, `SendMessage` …; `Other` where none fits. */
export function nameOperation(request: RequestOutline): string {
  const target = request.header('x-amz-target');
  if (target !== undefined) return target.slice(target.indexOf('.') + 1);
  const [bucket = '', ...key] = request.path.slice(1).split('/');
  if (request.bucketInHost)
    return request.path.length > 1 ? nameObjectOperation(request) : nameBucketOperation(request);
  if (bucket === '') return request.method === 'GET' ? 'ListBuckets' : 'Other';
  return key.join('/') === '' ? nameBucketOperation(request) : nameObjectOperation(request);
}
