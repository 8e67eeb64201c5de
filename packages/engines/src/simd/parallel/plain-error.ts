import {
  BadInputError,
  type BadRow,
  ContradictionError,
  type ObjectRef,
  RequestError,
  StoreError,
  type StoreErrorCode,
  UnsupportedError,
} from '@parquetry/core';
import { KernelError } from '@parquetry/kernel';

/** An error as data, since classes do not cross threads. */
export type PlainError =
  | { readonly kind: 'bad-input'; readonly message: string; readonly badRow?: BadRow; readonly cause?: Error }
  | { readonly kind: 'contradiction'; readonly row: number; readonly column: string; readonly reason: string }
  | {
      readonly kind: 'store';
      readonly code: StoreErrorCode;
      readonly ref: ObjectRef;
      readonly message: string;
      readonly cause?: Error;
    }
  | { readonly kind: 'kernel'; readonly message: string; readonly cause: Error }
  | { readonly kind: 'request' | 'unsupported'; readonly message: string }
  /** Any other; what is copied of an error has its name, message and stack. */
  | { readonly kind: 'other'; readonly error: Error; readonly code?: string };

const asError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
const causeOf = ({ cause }: Error) => (cause === undefined ? {} : { cause: bare(asError(cause)) });

/** Without what may not be copied. */
function bare({ name, message, stack }: Error): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

export function toPlainError(thrown: unknown): PlainError {
  const error = asError(thrown);
  const { message } = error;
  if (error instanceof BadInputError) {
    return { kind: 'bad-input', message, ...(error.badRow && { badRow: error.badRow }), ...causeOf(error) };
  }
  if (error instanceof ContradictionError) {
    const { row, column, reason } = error;
    return { kind: 'contradiction', row, column, reason };
  }
  if (error instanceof StoreError) {
    const { code, ref } = error;
    return { kind: 'store', code, ref, message, ...causeOf(error) };
  }
  if (error instanceof KernelError) return { kind: 'kernel', message, cause: bare(asError(error.cause)) };
  if (error instanceof RequestError) return { kind: 'request', message };
  if (error instanceof UnsupportedError) return { kind: 'unsupported', message };
  const code = 'code' in error ? { code: String(error.code) } : {};
  return { kind: 'other', error: bare(error), ...code };
}

export function fromPlainError(plain: PlainError): Error {
  switch (plain.kind) {
    case 'bad-input':
      return new BadInputError(plain.message, plain);
    case 'contradiction':
      return new ContradictionError(plain.row, plain.column, plain.reason);
    case 'store':
      return new StoreError(plain.code, plain.ref, plain.message, plain);
    case 'kernel':
      return Object.assign(new KernelError(plain.cause), { message: plain.message });
    case 'request':
      return new RequestError(plain.message);
    case 'unsupported':
      return new UnsupportedError(plain.message);
    case 'other':
      return plain.code === undefined ? plain.error : Object.assign(plain.error, { code: plain.code });
    default:
      return plain satisfies never;
  }
}
