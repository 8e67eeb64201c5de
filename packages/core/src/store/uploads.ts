import type { ObjectRef } from './object-store.ts';

/** A multipart upload that a store has begun and neither completed nor aborted. */
export interface OpenUpload {
  readonly ref: ObjectRef;
  readonly uploadId: string;
}

/** Keeps account of open uploads, so that those of a process that was killed can be aborted by the next one. */
export interface UploadJournal {
  /** Has to be durable when it resolves: the first part is sent after it. */
  opened(upload: OpenUpload): Promise<void>;
  /** The upload was completed or aborted. */
  closed(upload: OpenUpload): Promise<void>;
}

/** A store that can end uploads that another process has begun. */
export interface UploadAborter {
  /** An upload that does not exist any more is no error. */
  abortUpload(upload: OpenUpload, signal?: AbortSignal): Promise<void>;
}
