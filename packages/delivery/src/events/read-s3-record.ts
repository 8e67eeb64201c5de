import { z } from 'zod';
import type { SourceObject } from '../jobs/job.ts';
import { checkShape } from './check-shape.ts';
import { EventError } from './event-error.ts';
import { ignoring, type Wanted, wanting } from './event-job.ts';

const OBJECT_CREATED = /^(?:s3:)?ObjectCreated:/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html: another major version is another structure. */
const KNOWN_MAJOR = '2';

const named = z.looseObject({ eventName: z.string(), eventVersion: z.string().optional() });

const size = z.number().int().nonnegative().optional();

const s3Record = z.looseObject({
  s3: z.looseObject({
    bucket: z.looseObject({ name: z.string().min(1) }),
    object: z.looseObject({ key: z.string().min(1), size, eTag: z.string().optional() }),
  }),
});

const createdDetail = z.looseObject({
  bucket: z.looseObject({ name: z.string().min(1) }),
  object: z.looseObject({ key: z.string().min(1), size, etag: z.string().optional() }),
});

/** Keys of S3's own notifications are encoded as in a form: a blank is `+`. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw new EventError(`the key ${JSON.stringify(key)} of an S3 record is not URL-encoded`, { cause });
  }
}

/** Events leave the quotes out that an ETag has everywhere else. */
const asEtag = (etag: string) => (/^(?:W\/)?"/.test(etag) ? etag : `"${etag}"`);

interface Told {
  readonly bucket: string;
  readonly key: string;
  readonly size: number | undefined;
  readonly etag: string | undefined;
}

function wantedOf({ bucket, key, size, etag }: Told, record: unknown): Wanted {
  if (key.endsWith('/') && !size) return ignoring('directory-marker');
  const source: SourceObject = {
    ref: { bucket: `s3://${bucket}`, key },
    ...(etag && { etag: asEtag(etag) }),
    ...(size !== undefined && { bytes: size }),
  };
  return wanting(source, record);
}

/**
 * What a record of an S3 notification asks for: a job if an object was created, else nothing.
 *
 * @throws EventError when it lacks what such records have.
 */
export function readS3Record(record: unknown): Wanted {
  const { eventName, eventVersion } = checkShape('an S3 record', named, record);
  if (eventVersion !== undefined && eventVersion.split('.')[0] !== KNOWN_MAJOR) {
    throw new EventError(`an S3 record has version ${eventVersion}; known is ${KNOWN_MAJOR}.x`);
  }
  if (!OBJECT_CREATED.test(eventName)) return ignoring(eventName);
  const { bucket, object } = checkShape(`an S3 record of ${eventName}`, s3Record, record).s3;
  const { key, size, eTag } = object;
  return wantedOf({ bucket: bucket.name, key: decodeKey(key), size, etag: eTag }, record);
}

/**
 * The same of the form that EventBridge gives S3's events; keys are not encoded there.
 *
 * @throws EventError when it lacks what such events have.
 */
export function readBridgeEvent(event: { readonly 'detail-type': string; readonly detail: unknown }): Wanted {
  const name = event['detail-type'];
  if (name !== 'Object Created') return ignoring(name);
  const { bucket, object } = checkShape(`an EventBridge event '${name}'`, createdDetail, event.detail);
  const { key, size, etag } = object;
  return wantedOf({ bucket: bucket.name, key, size, etag }, event);
}
