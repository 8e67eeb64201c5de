/** A queue that could not be used: what, where and the way out. */
export class QueueError extends Error {
  readonly code: string;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(message: string, options: { code: string; retryable: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'QueueError';
    this.code = options.code;
    this.retryable = options.retryable;
  }
}

const CREDENTIALS = 'check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID) and what they may do';

const FINAL: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'there is no such queue; check its URL, the region and the endpoint',
  InvalidAddress: 'that is no URL of a queue; check it',
  AccessDenied: `access denied; ${CREDENTIALS}`,
  AccessDeniedException: `access denied; ${CREDENTIALS}`,
  InvalidClientTokenId: `SQS does not know the access key; ${CREDENTIALS}`,
  UnrecognizedClientException: `SQS does not know the access key; ${CREDENTIALS}`,
  SignatureDoesNotMatch: `the secret access key is wrong; ${CREDENTIALS}`,
  ExpiredToken: 'the session has expired; sign in again',
  CredentialsProviderError:
    'no AWS credentials were found; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in',
};

interface SdkError extends Error {
  readonly code?: unknown;
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: object;
}

/** What a failed request means to whoever uses the queue; the SDK's own error is its cause. */
export function queueError(url: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause.name === 'AbortError') return cause;
  const { name, code, message, $fault, $retryable } = cause as SdkError;
  const says = FINAL[name];
  if (says !== undefined) return new QueueError(`${url}: ${says}`, { code: name, retryable: false, cause });
  if (code === 'ECONNREFUSED') {
    const text = `${url}: nothing listens at the endpoint; check the network and the endpoint`;
    return new QueueError(text, { code, retryable: true, cause });
  }
  const retryable = $retryable !== undefined || $fault !== 'client';
  return new QueueError(`${url}: ${message}`, { code: name, retryable, cause });
}
