import type { ByteRange, ObjectRef, ObjectStat, StoreErrorCode } from '@parquetry/core';

/** An error as data, since classes do not cross threads. */
export interface PlainStoreError {
  readonly name: string;
  readonly message: string;
  /** The system's or the SDK's word for it: `ECONNRESET`. */
  readonly code?: string;
  /** What lies behind it, and in turn behind that. */
  readonly cause?: PlainStoreError;
  /** Of a StoreError. */
  readonly store?: { readonly code: StoreErrorCode; readonly ref: ObjectRef };
}

/** To the thread of a store. Every `read` ends with `ended` or `failed`, every `write` with `written` or `failed`. */
export type ToStore =
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly ref: ObjectRef;
      readonly range?: ByteRange;
      readonly ifMatch?: string;
    }
  /** Another chunk may be sent. */
  | { readonly kind: 'more'; readonly id: number }
  | { readonly kind: 'write'; readonly id: number; readonly ref: ObjectRef }
  /** The next bytes of a body; their memory is given away. */
  | { readonly kind: 'bytes'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end'; readonly id: number }
  /** The read or write of that id is not wanted any more. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'close' };

export type FromStore =
  | { readonly kind: 'chunk'; readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'ended'; readonly id: number }
  /** The bytes of a body have been taken; here is their memory again. */
  | { readonly kind: 'taken'; readonly id: number; readonly memory: ArrayBuffer }
  | { readonly kind: 'written'; readonly id: number; readonly stat: ObjectStat }
  | { readonly kind: 'failed'; readonly id: number; readonly error: PlainStoreError };

/** What crosses at once: little enough to flow, enough that crossing costs next to nothing. */
export const BATCH_BYTES = 1 << 20;
/** Batches of one object under way between the threads, in each direction. */
export const BATCHES_AHEAD = 4;
