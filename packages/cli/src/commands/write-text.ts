import { displayRef, fileStore, type ObjectRef } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';

/**
 * Writes a text file aside and renames it into place.
 *
 * @throws UsageError when it exists and may not be replaced.
 */
export async function writeText(ref: ObjectRef, text: string, overwrite: boolean): Promise<void> {
  const store = fileStore();
  if (!overwrite && (await store.stat(ref))) {
    throw new UsageError(`${displayRef(ref)} exists already; use --overwrite to replace it`);
  }
  async function* body() {
    yield Buffer.from(text);
  }
  await store.write(ref, body());
}
