import type { Readable } from 'node:stream';
import type { ByteRange, ObjectRef } from '@parquetry/core';

export interface GetRequest {
  readonly ref: ObjectRef;
  /** The whole object when absent; it may end behind the object's end. */
  readonly range?: ByteRange | undefined;
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GetResponse {
  readonly etag: string;
  /** Of the whole object. */
  readonly objectBytes: number;
  /** Of the object, what the body holds. */
  readonly range: ByteRange;
  readonly body: Readable;
}

interface PutRequest {
  readonly ref: ObjectRef;
  readonly body: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** The two requests that every small file costs; each is tried again as the settings say, and fails with what S3 said. */
export interface ObjectWire {
  /** Undefined: the range begins at the object's end or behind it. */
  get(request: GetRequest): Promise<GetResponse | undefined>;
  /** The etag of what was put. */
  put(request: PutRequest): Promise<string>;
}
