import { displayRef, fileStore, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';

/**
 * Writes a text: all of it appears, or nothing.
 *
 * @throws UsageError when it exists and may not be replaced.
 */
export async function writeText(
  ref: ObjectRef,
  text: string,
  overwrite: boolean,
  store: ObjectStore = fileStore(),
): Promise<void> {
  if (!overwrite && (await store.stat(ref))) {
    throw new UsageError(`${displayRef(ref)} exists already; use --overwrite to replace it`);
  }
  async function* body() {
    yield Buffer.from(text);
  }
  await store.write(ref, body());
}

/** @throws UsageError when the file that `flag` names has another use: it would be replaced, or replace the other. */
export function requireUnused(flag: string, ref: ObjectRef, used: readonly ObjectRef[]): void {
  const name = displayRef(ref);
  if (used.every((other) => displayRef(other) !== name)) return;
  throw new UsageError(`${flag} ${name}: that file is read or written otherwise; name another one`);
}
