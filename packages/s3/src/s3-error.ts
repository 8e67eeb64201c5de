import { displayRef, type ObjectRef, StoreError, type StoreErrorCode } from '@parquetry/core';
import { isBrokenAnswer } from './client/retry-strategy.ts';

interface Trouble {
  readonly code: StoreErrorCode;
  readonly says: string;
}

interface SdkError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const CREDENTIALS = 'check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID) and what they may do';
const CONNECTION = 'check the network and the endpoint';

const BY_NAME: Readonly<Record<string, Trouble>> = {
  NoSuchKey: { code: 'not-found', says: 'does not exist' },
  NotFound: { code: 'not-found', says: 'does not exist' },
  NoSuchBucket: { code: 'not-found', says: 'there is no such bucket; check its name and the endpoint' },
  NoSuchUpload: { code: 'not-found', says: 'the multipart upload does not exist any more; write it again' },
  PreconditionFailed: { code: 'changed', says: 'changed while it was being read; convert it again' },
  AccessDenied: { code: 'denied', says: `access denied; ${CREDENTIALS}` },
  InvalidAccessKeyId: { code: 'denied', says: 'S3 does not know the access key; check the credentials' },
  SignatureDoesNotMatch: { code: 'denied', says: 'the secret access key is wrong; check the credentials' },
  ExpiredToken: { code: 'denied', says: 'the session has expired; sign in again' },
  RequestTimeTooSkewed: { code: 'denied', says: "this machine's clock is wrong; set it" },
  CredentialsProviderError: {
    code: 'denied',
    says: 'no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in',
  },
  SlowDown: { code: 'throttled', says: 'S3 asks to slow down; send fewer requests at once' },
  TimeoutError: { code: 'timeout', says: `S3 did not answer in time; ${CONNECTION}` },
  RequestTimeout: { code: 'timeout', says: `S3 waited too long for data; ${CONNECTION}` },
};

const BROKEN: Trouble = { code: 'unavailable', says: `the connection broke; ${CONNECTION}` };

const BY_ERRNO: Readonly<Record<string, Trouble>> = {
  ETIMEDOUT: { code: 'timeout', says: `S3 did not answer in time; ${CONNECTION}` },
  ECONNREFUSED: { code: 'unavailable', says: `nothing listens at the endpoint; ${CONNECTION}` },
  ENOTFOUND: { code: 'unavailable', says: `the endpoint's name is not known; ${CONNECTION}` },
  EAI_AGAIN: { code: 'unavailable', says: `the endpoint's name could not be looked up; ${CONNECTION}` },
  ECONNRESET: BROKEN,
  EPIPE: BROKEN,
  EHOSTUNREACH: BROKEN,
  ENETUNREACH: BROKEN,
};

const BY_STATUS: Readonly<Record<number, Trouble>> = {
  403: BY_NAME['AccessDenied']!,
  404: BY_NAME['NotFound']!,
  412: BY_NAME['PreconditionFailed']!,
  429: BY_NAME['SlowDown']!,
};

/** S3 tells of a bucket in another region in several ways, of which HEAD has none but the header. */
const isElsewhere = ({ name }: SdkError, status: number, region: string | undefined) =>
  status === 301 ||
  status === 307 ||
  name === 'AuthorizationHeaderMalformed' ||
  (status === 400 && region !== undefined);

function troubleOf(error: SdkError): Trouble {
  const status = error.$metadata?.httpStatusCode ?? 0;
  const region = error.$response?.headers?.['x-amz-bucket-region'];
  const known = BY_NAME[error.name] ?? BY_ERRNO[String(error.code)] ?? BY_STATUS[status];
  if (known) return known;
  if (isElsewhere(error, status, region)) {
    const where = region === undefined ? 'in another region' : `in region ${region}`;
    return { code: 'denied', says: `the bucket is ${where}; set AWS_REGION to it` };
  }
  if (status >= 500) return { code: 'unavailable', says: `S3 failed with status ${status}; try again later` };
  if (error.message.includes('Region is missing')) {
    return { code: 'denied', says: 'no AWS region is set; set AWS_REGION' };
  }
  if (isBrokenAnswer(error.$metadata)) return BROKEN;
  const kind = error.$metadata === undefined ? '' : `${error.name}: `;
  return { code: 'io', says: kind + error.message };
}

/** What a failed request means to whoever uses the store; the SDK's own error is its cause. */
export function s3Error(ref: ObjectRef, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof StoreError || cause.name === 'AbortError') return cause;
  const { code, says } = troubleOf(cause);
  return new StoreError(code, ref, `${displayRef(ref)}: ${says}`, { cause });
}
