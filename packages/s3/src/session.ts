import type { ObjectRef, ReadOptions } from '@parquetry/core';
import type { UsageMeter } from './client/usage-meter.ts';
import { readObject } from './reading/read-object.ts';
import { receiveWhole } from './reading/receive-whole.ts';
import type { S3Settings } from './s3-settings.ts';
import type { S3Dependencies, S3Store } from './s3-store.ts';
import type { ObjectWire } from './wire.ts';
import type { MultipartWire } from './writing/multipart-wire.ts';
import { writeObject } from './writing/write-object.ts';

/** Where requests go. */
interface Place {
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  /** Undefined: by the SDK's chain. */
  readonly region: string | undefined;
  /** Whether bodies go unsigned: TLS protects them, or they do not leave this machine. */
  readonly isSafe: boolean;
}

/** What a session is opened with. */
export interface Opening {
  readonly settings: S3Settings;
  readonly place: Place;
  readonly random: () => number;
  readonly meter: UsageMeter;
  readonly wrapHandler: S3Dependencies['wrapHandler'];
  readonly uploads: S3Dependencies['uploads'];
}

/** All of an S3 store that needs a client: loaded, and opened, by the first request. */
export type Session = Omit<S3Store, 'usage' | typeof Symbol.asyncDispose> & Disposable;

/** What a session does through the requests of a client. */
export function transfersOf(
  { settings, random, meter, uploads }: Opening,
  wire: ObjectWire,
  multipart: MultipartWire,
): Pick<Session, 'read' | 'readWhole' | 'write' | 'abortUpload'> {
  const reading = { ...settings, random, meter };
  const writing = { ...settings, wire, multipart, uploads };
  return {
    read: (ref: ObjectRef, options: ReadOptions = {}) => readObject(wire, { ref, ...options }, reading),
    readWhole: (ref, options = {}) => receiveWhole(wire, ref, options, reading),
    write: (ref, body, signal) => writeObject(writing, ref, body, signal),
    abortUpload: (upload, signal) => multipart.abort(upload, signal),
  };
}
