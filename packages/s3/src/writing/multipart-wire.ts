import type { ObjectRef, OpenUpload } from '@parquetry/core';

export interface UploadedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly crc32: string | undefined;
}

/** The requests that write an object part by part. */
export interface MultipartWire {
  create(ref: ObjectRef): Promise<OpenUpload>;
  sendPart(
    upload: OpenUpload,
    partNumber: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<UploadedPart>;
  /** The etag of the object. */
  complete(upload: OpenUpload, parts: readonly UploadedPart[]): Promise<string>;
  /** An upload that does not exist any more is no error. */
  abort(upload: OpenUpload, signal?: AbortSignal): Promise<void>;
}
