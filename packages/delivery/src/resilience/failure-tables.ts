import type { StoreErrorCode } from '@parquetry/core';
import type { FailureKind } from '../jobs/job.ts';

const table = (kinds: Partial<Record<FailureKind, readonly string[]>>): ReadonlyMap<string, FailureKind> =>
  new Map(
    Object.entries(kinds).flatMap(([kind, names]) =>
      names.map((name) => [name, kind as FailureKind] as const),
    ),
  );

/**
 * Names of errors. AWS: `@smithy/core` retry/service-error-classification/constants.js, and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const KIND_BY_NAME = table({
  throttling: [
    'BandwidthLimitExceeded',
    'EC2ThrottledException',
    'KmsThrottled',
    'LimitExceededException',
    'OverLimit',
    'PriorRequestNotComplete',
    'ProvisionedThroughputExceededException',
    'RequestLimitExceeded',
    'RequestThrottled',
    'RequestThrottledException',
    'ServiceUnavailable',
    'SlowDown',
    'ThrottledException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
    'TransactionInProgressException',
  ],
  transient: [
    'AbortError',
    'BadDigest',
    'BreakerOpenError',
    'IncompleteBody',
    'InternalError',
    'InvalidPart',
    'JobTimeoutError',
    'NoSuchUpload',
    'OperationAborted',
    'PreconditionFailed',
    'RequestTimeout',
    'RequestTimeoutException',
    'TimeoutError',
    'XAmzContentChecksumMismatch',
  ],
  resource: ['KernelMemoryError'],
  'data-quality': ['BadInputError', 'ContradictionError', 'RequestError', 'UnsupportedError'],
  permanent: [
    'AccessDenied',
    'AccessDeniedException',
    'AuthorizationHeaderMalformed',
    'CredentialsProviderError',
    'ExpiredToken',
    'InvalidAccessKeyId',
    'InvalidBucketName',
    'InvalidObjectState',
    'InvalidSignatureException',
    'NoSuchBucket',
    'NoSuchKey',
    'NotFound',
    'PermanentRedirect',
    'QueueDoesNotExist',
    'RequestTimeTooSkewed',
    'SignatureDoesNotMatch',
  ],
});

/** `code` of errors of Node and of the operating system. */
export const KIND_BY_ERRNO = table({
  transient: [
    'EAI_AGAIN',
    'ECONNABORTED',
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETDOWN',
    'ENETUNREACH',
    'ENOTFOUND',
    'EPIPE',
    'ERR_STREAM_PREMATURE_CLOSE',
    'ETIMEDOUT',
  ],
  resource: [
    'EDQUOT',
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENOMEM',
    'ENOSPC',
    'ERR_MEMORY_ALLOCATION_FAILED',
    'ERR_WORKER_OUT_OF_MEMORY',
  ],
});

export const KIND_BY_STORE_CODE: Readonly<Record<StoreErrorCode, FailureKind>> = {
  'not-found': 'permanent',
  /** The next attempt reads the version that is there by then. */
  changed: 'transient',
  denied: 'permanent',
  'no-space': 'resource',
  'not-a-file': 'permanent',
  io: 'transient',
  throttled: 'throttling',
  unavailable: 'transient',
  timeout: 'transient',
};

/** What V8, WebAssembly and native engines say when memory is short; none of them has a code for it. */
export const SHORT_OF_MEMORY =
  /array buffer allocation failed|invalid (typed )?array (buffer )?length|out of memory|could not allocate memory|webassembly\.memory|heap limit/i;

export const CONNECTION_BROKE = /socket hang up|premature close|socket disconnected/i;

/** Failures that another attempt may mend, and yet the dependency has answered as it should. */
export const ANSWERED: ReadonlySet<string> = new Set([
  'AbortError',
  'BreakerOpenError',
  'InvalidPart',
  'JobTimeoutError',
  'NoSuchUpload',
  'OperationAborted',
  'PreconditionFailed',
  'changed',
]);
