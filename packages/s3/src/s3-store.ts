import type { ObjectStore, OpenUpload, UploadAborter, UploadJournal } from '@parquetry/core';
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types';
import type { WholeReader } from './reading/whole-object.ts';
import type { S3Settings } from './s3-settings.ts';

/** What an SDK client sends its requests through. */
export interface HttpHandler extends RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions> {
  /** Its time-outs, in milliseconds, for those who ask. */
  httpHandlerConfigs?(): Record<string, unknown>;
}

/** What has gone to S3 and come from it, tries that failed included. */
export interface S3Usage {
  /** By operation: `GetObject`, `PutObject`, `UploadPart` … */
  readonly requests: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly connectionsOpened: number;
  /** Connections open at once, at most. */
  readonly mostConnections: number;
}

export interface S3Dependencies {
  /** Stands before the connection: network profiles, faults. */
  readonly wrapHandler?: (inner: HttpHandler) => HttpHandler;
  readonly uploads?: UploadJournal;
  /** Where `AWS_ENDPOINT_URL` is looked for; the process's own when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Chance of the waits between tries: 0 to 1. */
  readonly random?: () => number;
}

/** Buckets are written `s3://name` in refs. */
export interface S3Store extends ObjectStore, WholeReader, UploadAborter, AsyncDisposable {
  usage(): S3Usage;
  /** Open uploads that S3 knows of below a prefix. */
  listUploads(bucket: string, prefix: string, signal?: AbortSignal): AsyncIterable<OpenUpload>;
}

export type OpenS3 = (settings: S3Settings, dependencies?: S3Dependencies) => S3Store;
