import { markReopenable, type ObjectStore, reopeningOf } from '@parquetry/core';
import { readWhole, type WholeReader } from '../reading/whole-object.ts';
import { isS3Bucket } from '../refs/s3-url.ts';

/** Two stores as one: `s3://` buckets lie in `s3`, all others in `files`. */
export function routingStore(files: ObjectStore, s3: ObjectStore): ObjectStore & WholeReader {
  const storeOf = (bucket: string) => (isS3Bucket(bucket) ? s3 : files);
  const routed: ObjectStore & WholeReader = {
    stat: (ref, signal) => storeOf(ref.bucket).stat(ref, signal),
    read: (ref, options) => storeOf(ref.bucket).read(ref, options),
    readWhole: (ref, options) => readWhole(storeOf(ref.bucket), ref, options),
    write: (ref, body, signal) => storeOf(ref.bucket).write(ref, body, signal),
    list: (bucket, prefix, signal) => storeOf(bucket).list(bucket, prefix, signal),
    delete: (ref, signal) => storeOf(ref.bucket).delete(ref, signal),
  };
  const reopening = reopeningOf(files);
  if (reopening === undefined) return routed;
  markReopenable(routed, {
    ...reopening,
    covers: (ref) => !isS3Bucket(ref.bucket) && reopening.covers(ref),
  });
  return routed;
}
