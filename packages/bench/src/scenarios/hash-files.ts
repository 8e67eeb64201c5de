import { createHash } from 'node:crypto';
import type { ObjectRef, ObjectStore } from '@parquetry/core';

/** SHA-256 of the objects' bytes, one after the other, in hexadecimal. */
export async function sha256Of(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  for (const ref of refs) {
    for await (const chunk of store.read(ref, { ...(signal && { signal }) })) hash.update(chunk);
  }
  return hash.digest('hex');
}
