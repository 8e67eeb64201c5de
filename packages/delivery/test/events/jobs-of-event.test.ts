import { describe, expect, it } from 'vitest';
import { jobId } from '../../src/batch/job-id.ts';
import { jobsOfEvent } from '../../src/events/jobs-of-event.ts';
import {
  bridgeEvent,
  s3Event,
  s3Record,
  s3Removed,
  s3TestEvent,
  snsEvent,
  snsNotification,
  sqsEvent,
} from './support/events.ts';

const keysOf = (event: unknown) => jobsOfEvent(event).jobs.map(({ job }) => job.source.ref.key);

describe('an S3 notification', () => {
  it('asks for a job for each object that was created, with the version that it tells of', () => {
    const record = s3Record({
      key: 'in/a.csv',
      eTag: 'abc',
      size: 7,
      versionId: '096fKKXTRTtl3on89fVO.nfljtsv6qko',
    });
    const { jobs, ignored, unreadable } = jobsOfEvent(s3Event(record, s3Record({ key: 'in/b.csv' })));
    const ref = { bucket: 's3://lake', key: 'in/a.csv' };
    expect(jobs[0]).toEqual({ job: { id: jobId(ref), source: { ref, etag: '"abc"', bytes: 7 } }, record });
    expect(jobs.map(({ job }) => job.source.ref.key)).toEqual(['in/a.csv', 'in/b.csv']);
    expect({ ignored, unreadable }).toEqual({ ignored: {}, unreadable: [] });
  });

  it.each([
    ['red+flower.csv', 'red flower.csv'],
    ['a%2Bb.csv', 'a+b.csv'],
    ['%C3%BCber/%E6%97%A5%E6%9C%AC.csv', 'über/日本.csv'],
    ['100%25.csv', '100%.csv'],
    ['a%2520b.csv', 'a%20b.csv'],
    ['day%3D1/x%26y.csv', 'day=1/x&y.csv'],
  ])('decodes the key %j once, blanks from plus signs', (encoded, key) => {
    expect(keysOf(s3Event(s3Record({ key: encoded })))).toEqual([key]);
  });

  it.each([
    'ObjectCreated:Put',
    'ObjectCreated:CompleteMultipartUpload',
    'ObjectCreated:Copy',
    's3:ObjectCreated:Post',
  ])('takes %s for a creation', (eventName) => {
    expect(keysOf(s3Event(s3Record({ key: 'a', eventName })))).toEqual(['a']);
  });

  it('ignores and counts what is no creation', () => {
    const event = s3Event(s3Removed('a'), s3Record({ key: 'b' }), s3Removed('c'), {
      ...s3Record({ key: 'd' }),
      eventName: 'ObjectTagging:Put',
      eventVersion: '2.3',
    });
    expect(jobsOfEvent(event)).toMatchObject({
      jobs: [{ job: { source: { ref: { key: 'b' } } } }],
      ignored: { 'ObjectRemoved:Delete': 2, 'ObjectTagging:Put': 1 },
    });
  });

  it('takes an empty object whose key ends in a slash for a directory marker', () => {
    const event = s3Event(s3Record({ key: 'in/', size: 0 }), s3Record({ key: 'odd/', size: 9 }));
    expect(jobsOfEvent(event)).toMatchObject({
      jobs: [{ job: { source: { ref: { key: 'odd/' } } } }],
      ignored: { 'directory-marker': 1 },
    });
  });

  it('asks for nothing when it is the test event', () => {
    expect(jobsOfEvent(s3TestEvent)).toEqual({ jobs: [], ignored: { 's3:TestEvent': 1 }, unreadable: [] });
  });

  it.each([
    [s3Record({ key: 'a', eventVersion: '3.0' }), 'an S3 record has version 3.0; known is 2.x'],
    [s3Record({ key: '%zz' }), 'the key "%zz" of an S3 record is not URL-encoded'],
    [{ eventSource: 'aws:s3' }, 'an S3 record: eventName: '],
    [
      { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' } } },
      'an S3 record of ObjectCreated:Put: s3.object: ',
    ],
  ])('says what is wrong with a record: %j', (record, message) => {
    expect(() => jobsOfEvent(s3Event(record))).toThrow(message);
  });
});

describe('an event of EventBridge', () => {
  it('asks for a job, its key taken as it is', () => {
    expect(jobsOfEvent(bridgeEvent('in/a+b %41.csv')).jobs).toMatchObject([
      {
        job: {
          source: {
            ref: { bucket: 's3://lake', key: 'in/a+b %41.csv' },
            etag: '"b57f9512698f4b09e608f4f2a65852e5"',
            bytes: 5,
          },
        },
      },
    ]);
  });

  it('is ignored and counted when nothing was created', () => {
    expect(jobsOfEvent(bridgeEvent('a', 'Object Deleted'))).toMatchObject({
      jobs: [],
      ignored: { 'Object Deleted': 1 },
    });
  });

  it('says what is missing', () => {
    const event = { ...bridgeEvent('a'), detail: { bucket: { name: 'lake' } } };
    expect(() => jobsOfEvent(event)).toThrow("an EventBridge event 'Object Created': object: ");
  });
});

describe('events in others', () => {
  const s3 = s3Event(s3Record({ key: 'a' }));

  it.each([
    ['SNS that calls a function', snsEvent(s3)],
    ['SQS', sqsEvent({ messageId: 'm', body: s3 })],
    ['SNS in SQS', sqsEvent({ messageId: 'm', body: snsNotification(s3) })],
    ['EventBridge in SQS', sqsEvent({ messageId: 'm', body: bridgeEvent('a') })],
    ['EventBridge in SNS in SQS', sqsEvent({ messageId: 'm', body: snsNotification(bridgeEvent('a')) })],
    ['a list of objects in SQS', sqsEvent({ messageId: 'm', body: ['s3://lake/a'] })],
  ])('are found in %s', (_, event) => {
    expect(keysOf(event)).toEqual(['a']);
  });

  it('may be test events', () => {
    const event = sqsEvent(
      { messageId: 'm', body: s3TestEvent },
      { messageId: 'n', body: snsNotification(s3TestEvent) },
    );
    expect(jobsOfEvent(event)).toEqual({ jobs: [], ignored: { 's3:TestEvent': 2 }, unreadable: [] });
  });

  it('are not looked for without end', () => {
    let event: unknown = s3;
    for (let depth = 0; depth < 5; depth += 1) event = snsNotification(event);
    expect(() => jobsOfEvent(event)).toThrow('an event within more than 3 others');
  });

  it('fail alone when the body of their message is no event', () => {
    const event = sqsEvent(
      { messageId: 'good', body: s3 },
      { messageId: 'text', body: 'hello' },
      { messageId: 'other', body: { hello: 1 } },
      { messageId: 'wrapped', body: snsNotification('hello') },
      { messageId: 'half', body: s3Event(s3Record({ key: '%' })) },
    );
    const { jobs, unreadable } = jobsOfEvent(event);
    expect(jobs).toHaveLength(1);
    expect(Object.fromEntries(unreadable.map(({ messageId, because }) => [messageId, because]))).toEqual({
      text: 'not JSON but the text "hello"',
      other: expect.stringMatching(/^no event that is known but an object with "hello"; known are S3's/),
      wrapped: 'not JSON but the text "hello"',
      half: 'the key "%" of an S3 record is not URL-encoded',
    });
  });
});

describe('a list of objects', () => {
  it('asks for a job for each, named by URL or by its parts', () => {
    const named = { bucket: '/data', key: 'b.csv', etag: 'v1', bytes: 3 };
    const { jobs } = jobsOfEvent(['s3://lake/in/a+b%20.csv', named]);
    expect(jobs.map(({ job }) => job.source)).toEqual([
      { ref: { bucket: 's3://lake', key: 'in/a+b%20.csv' } },
      { ref: { bucket: '/data', key: 'b.csv' }, etag: 'v1', bytes: 3 },
    ]);
    expect(jobs[1]!.record).toBe(named);
  });

  it.each([
    [['a.csv'], 'a list of objects: a.csv does not begin with s3://'],
    [['s3://lake'], 'a list of objects: s3://lake names a bucket, not an object; write s3://bucket/key'],
    [[{ bucket: 'b' }], 'a list of objects: key: '],
    [[{ bucket: 'b', key: 'k', size: 3 }], 'a list of objects: Unrecognized key: "size"'],
  ])('says what is wrong with %j', (event, message) => {
    expect(() => jobsOfEvent(event)).toThrow(message);
  });
});

it.each([
  [undefined, 'nothing'],
  [null, 'nothing'],
  ['hello', 'the text "hello"'],
  [7, 'the number 7'],
  [{}, 'an empty object'],
  [{ source: 'aws.ec2', 'detail-type': 'x', detail: {} }, 'an object with "source", "detail-type", "detail"'],
  [{ Records: 'all' }, 'an object with "Records"'],
])('anything else is an error that names what was found: %j', (event, found) => {
  expect(() => jobsOfEvent(event)).toThrow(
    `no event that is known but ${found}; known are S3's notifications`,
  );
});
