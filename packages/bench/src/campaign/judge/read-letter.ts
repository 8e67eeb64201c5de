import { collectBytes, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { z } from 'zod';

/** As much of a dead letter as tells whose it is and why. */
const letter = z.looseObject({
  job: z.looseObject({ source: z.looseObject({ ref: z.looseObject({ key: z.string() }) }) }),
  failure: z.looseObject({ kind: z.string().min(1), code: z.string(), message: z.string().min(1) }),
});

export interface Reason {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
}

export type FoundLetter = { readonly key: string; readonly reason: Reason } | { readonly because: string };

/** Whose letter it is, by the key of its source, or why nobody can tell. */
export async function readLetter(
  store: ObjectStore,
  ref: ObjectRef,
  signal?: AbortSignal,
): Promise<FoundLetter> {
  const content = await collectBytes(store.read(ref, signal ? { signal } : {}));
  try {
    const { job, failure } = letter.parse(JSON.parse(Buffer.from(content).toString('utf8')));
    const { kind, code, message } = failure;
    return { key: job.source.ref.key, reason: { kind, code, message } };
  } catch (error) {
    return { because: error instanceof z.ZodError ? z.prettifyError(error) : String(error) };
  }
}
