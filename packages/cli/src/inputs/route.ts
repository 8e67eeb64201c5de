import { markReopenable, type ObjectRef, type ObjectStore, reopeningOf } from '@parquetry/core';
import { isS3Name } from './places.ts';

export function routingStore(files: ObjectStore, openS3: () => ObjectStore): ObjectStore {
  const of = ({ bucket }: Pick<ObjectRef, 'bucket'>) => (isS3Name(bucket) ? openS3() : files);
  const store: ObjectStore = {
    stat: (ref, signal) => of(ref).stat(ref, signal),
    read: (ref, options) => of(ref).read(ref, options),
    write: (ref, body, signal) => of(ref).write(ref, body, signal),
    list: (bucket, prefix, signal) => of({ bucket }).list(bucket, prefix, signal),
    delete: (ref, signal) => of(ref).delete(ref, signal),
  };
  const reopening = reopeningOf(files);
  if (reopening)
    markReopenable(store, { ...reopening, covers: (ref) => !isS3Name(ref.bucket) && reopening.covers(ref) });
  return store;
}
