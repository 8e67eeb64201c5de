import type { SQSEvent, SQSRecord } from 'aws-lambda';

/** Events as AWS's documentation shows them, written by hand. */

interface S3Told {
  readonly bucket?: string;
  /** URL-encoded already. */
  readonly key: string;
  readonly eventName?: string;
  readonly eTag?: string;
  readonly size?: number;
  readonly versionId?: string;
  readonly sequencer?: string;
  readonly eventVersion?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export function s3Record({ bucket = 'lake', key, eventName = 'ObjectCreated:Put', ...told }: S3Told) {
  const { eTag = 'd41d8cd98f00b204e9800998ecf8427e', size = 1024, versionId, eventVersion = '2.1' } = told;
  return {
    eventVersion,
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventTime: '2026-11-21T10:00:00.000Z',
    eventName,
    userIdentity: { principalId: 'AWS:AROAEXAMPLE:uploader' },
    requestParameters: { sourceIPAddress: '198.51.100.7' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'to-parquet',
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: 'A3NL1KOZZKExample' },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key,
        size,
        eTag,
        ...(versionId && { versionId }),
        sequencer: told.sequencer ?? '0055AED6DCD90281E5',
      },
    },
  };
}

/** Of deletions: without size and ETag. */
export const s3Removed = (key: string) => ({
  ...s3Record({ key }),
  eventName: 'ObjectRemoved:Delete',
  s3: { bucket: { name: 'lake' }, object: { key, sequencer: '0055AED6DCD90281E6' } },
});

export const s3Event = (...records: readonly unknown[]) => ({ Records: records });

/** A notification of objects that were created. */
export const asking = (...keys: string[]) => s3Event(...keys.map((key) => s3Record({ key })));

export const s3TestEvent = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-21T10:00:00.000Z',
  Bucket: 'lake',
  RequestId: '5582815E1AEA5ADF',
  HostId: '8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR',
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export const bridgeEvent = (key: string, detailType = 'Object Created') => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': detailType,
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-21T10:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:s3:::lake'],
  detail: {
    version: '0',
    bucket: { name: 'lake' },
    object: {
      key,
      size: 5,
      etag: 'b57f9512698f4b09e608f4f2a65852e5',
      'version-id': 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
      sequencer: '617f08299329d189',
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '198.51.100.7',
    reason: 'PutObject',
  },
});

/** What SNS puts into a queue: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export const snsNotification = (message: unknown) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-west-1:123456789012:uploads',
  Subject: 'Amazon S3 Notification',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-11-21T10:00:00.000Z',
  SignatureVersion: '1',
  Signature: 'EXAMPLEw6JRN',
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService.pem',
  UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
});

/** What SNS calls a function with. */
export const snsEvent = (message: unknown) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: 'arn:aws:sns:eu-west-1:123456789012:uploads:21be56ed',
      Sns: snsNotification(message),
    },
  ],
});

interface Sent {
  readonly messageId: string;
  readonly body: unknown;
  readonly group?: string;
  readonly receives?: number;
  /** Of a FIFO queue unless told otherwise, when it has a group. */
  readonly isFifo?: boolean;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function sqsMessage({ messageId, body, group, receives = 1, isFifo = group !== undefined }: Sent): SQSRecord {
  return {
    messageId,
    receiptHandle: `AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a-${messageId}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '1545082649183',
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: '1545082649185',
      ...(group && { MessageGroupId: group }),
    },
    messageAttributes: {},
    md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:uploads${isFifo ? '.fifo' : ''}`,
    awsRegion: 'eu-west-1',
  };
}

export const sqsEvent = (...messages: readonly Sent[]): SQSEvent => ({ Records: messages.map(sqsMessage) });
