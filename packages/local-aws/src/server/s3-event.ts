/** What S3 sends when an object was created: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export interface S3Event {
  readonly Records: readonly S3EventRecord[];
}

export interface S3EventRecord {
  readonly eventVersion: '2.1';
  readonly eventSource: 'aws:s3';
  readonly awsRegion: string;
  readonly eventTime: string;
  readonly eventName: string;
  readonly userIdentity: { readonly principalId: string };
  readonly requestParameters: { readonly sourceIPAddress: string };
  readonly responseElements: Readonly<Record<'x-amz-request-id' | 'x-amz-id-2', string>>;
  readonly s3: {
    readonly s3SchemaVersion: '1.0';
    readonly configurationId: string;
    readonly bucket: {
      readonly name: string;
      readonly ownerIdentity: { readonly principalId: string };
      readonly arn: string;
    };
    readonly object: {
      /** URL-encoded as a form is: a space is a plus. */
      readonly key: string;
      readonly size: number;
      readonly eTag: string;
      readonly versionId?: string;
      /** Of two events of one key, the later has the greater: hexadecimal, of one length. */
      readonly sequencer: string;
    };
  };
}

/** How an object came to be, as events name it. */
export type Creation = 'Put' | 'Copy' | 'CompleteMultipartUpload';

export interface CreatedObject {
  readonly creation: Creation;
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Without its quotes. */
  readonly eTag: string;
  readonly versionId?: string;
}

export interface EventOrigin {
  readonly region: string;
  readonly configurationId: string;
  readonly requestId: string;
  readonly time: Date;
  /** Greater with each event. */
  readonly sequence: bigint;
}

const SEQUENCER_DIGITS = 18;
const PRINCIPAL = 'LOCAL';

const encodeKey = (key: string) =>
  encodeURIComponent(key)
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');

/** The event of one created object. */
export function s3Event(created: CreatedObject, origin: EventOrigin): S3Event {
  const { creation, bucket, key, size, eTag, versionId } = created;
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: origin.region,
        eventTime: origin.time.toISOString(),
        eventName: `ObjectCreated:${creation}`,
        userIdentity: { principalId: PRINCIPAL },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': PRINCIPAL },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: origin.configurationId,
          bucket: { name: bucket, ownerIdentity: { principalId: PRINCIPAL }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeKey(key),
            size,
            eTag,
            ...(versionId !== undefined && { versionId }),
            sequencer: origin.sequence.toString(16).toUpperCase().padStart(SEQUENCER_DIGITS, '0'),
          },
        },
      },
    ],
  };
}
