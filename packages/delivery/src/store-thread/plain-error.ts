import { StoreError } from '@parquetry/core';
import type { PlainStoreError } from './messages.ts';

/** How far what lies behind an error is told. */
const MOST_CAUSES = 4;

export function toPlain(error: unknown, causes = MOST_CAUSES): PlainStoreError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  const behind = error.cause === undefined || causes === 0 ? {} : { cause: toPlain(error.cause, causes - 1) };
  if (error instanceof StoreError) {
    return { name, message, ...behind, store: { code: error.code, ref: error.ref } };
  }
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { name, message, ...code, ...behind };
}

export function fromPlain({ name, message, code, cause, store }: PlainStoreError): Error {
  const behind = cause === undefined ? {} : { cause: fromPlain(cause) };
  if (store !== undefined) return new StoreError(store.code, store.ref, message, behind);
  return Object.assign(new Error(message, behind), { name, ...(code !== undefined && { code }) });
}
