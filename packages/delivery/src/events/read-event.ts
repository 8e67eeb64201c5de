import type { ObjectRef } from '@parquetry/core';
import { parseS3Url } from '@parquetry/s3';
import { z } from 'zod';
import type { SourceObject } from '../jobs/job.ts';
import { checkShape } from './check-shape.ts';
import { describeFound } from './describe-found.ts';
import { EventError } from './event-error.ts';
import { ignoring, together, type Wanted, wanting } from './event-job.ts';
import { readBridgeEvent, readS3Record } from './read-s3-record.ts';

const KNOWN =
  "known are S3's notifications and test event, EventBridge's events of S3, SNS and SQS around them, and lists of objects";
/** EventBridge to SNS to SQS is the longest way there is. */
const MOST_ENVELOPES = 3;

const bridgeEvent = z.looseObject({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  detail: z.unknown(),
});
const testEvent = z.looseObject({ Event: z.literal('s3:TestEvent') });
const envelope = z.looseObject({ Type: z.literal('Notification'), Message: z.string() });
const snsRecord = z.looseObject({
  EventSource: z.literal('aws:sns'),
  Sns: z.looseObject({ Message: z.string() }),
});
const records = z.looseObject({ Records: z.array(z.unknown()) });

const namedObject = z.strictObject({
  bucket: z.string().min(1),
  key: z.string().min(1),
  etag: z.string().exactOptional(),
  bytes: z.number().int().nonnegative().exactOptional(),
});

function refOf(url: string): ObjectRef {
  try {
    return parseS3Url(url);
  } catch (cause) {
    throw new EventError(`a list of objects: ${(cause as Error).message}`, { cause });
  }
}

function sourceOf(named: unknown): SourceObject {
  if (typeof named === 'string') {
    const ref = refOf(named);
    if (ref.key !== '') return { ref };
    throw new EventError(`a list of objects: ${named} names a bucket, not an object; write s3://bucket/key`);
  }
  const { bucket, key, ...version } = checkShape('a list of objects', namedObject, named);
  return { ref: { bucket, key }, ...version };
}

function readRecord(record: unknown, envelopes: number): Wanted {
  const sns = snsRecord.safeParse(record);
  return sns.success ? readText(sns.data.Sns.Message, envelopes + 1) : readS3Record(record);
}

/** @throws EventError when it is not JSON, or no event. */
export function readText(text: string, envelopes = 0): Wanted {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new EventError(`not JSON but ${describeFound(text)}`, { cause });
  }
  return readEvent(content, envelopes);
}

/**
 * What an event that is no batch of a queue asks for.
 *
 * @throws EventError that tells what was found instead.
 */
export function readEvent(event: unknown, envelopes = 0): Wanted {
  if (envelopes > MOST_ENVELOPES) throw new EventError(`an event within more than ${MOST_ENVELOPES} others`);
  if (Array.isArray(event)) return together(event.map((named) => wanting(sourceOf(named), named)));
  if (testEvent.safeParse(event).success) return ignoring('s3:TestEvent');
  const bridge = bridgeEvent.safeParse(event);
  if (bridge.success) return readBridgeEvent(bridge.data);
  const wrapped = envelope.safeParse(event);
  if (wrapped.success) return readText(wrapped.data.Message, envelopes + 1);
  const listed = records.safeParse(event);
  if (listed.success) return together(listed.data.Records.map((record) => readRecord(record, envelopes)));
  throw new EventError(`no event that is known but ${describeFound(event)}; ${KNOWN}`);
}
