import { StoreError } from '@parquetry/core';
import type { PlainStoreError } from './messages.ts';

export function toPlain(error: unknown): PlainStoreError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message } = error;
  if (!(error instanceof StoreError)) return { name, message };
  return { name, message, store: { code: error.code, ref: error.ref } };
}

export function fromPlain({ name, message, store }: PlainStoreError): Error {
  if (store !== undefined) return new StoreError(store.code, store.ref, message);
  return Object.assign(new Error(message), { name });
}
