import {
  BadInputError,
  ContradictionError,
  RequestError,
  StoreError,
  type StoreErrorCode,
  UnsupportedError,
} from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../src/index.ts';
import { classifyFailure } from '../../src/resilience/classify-failure.ts';
import { nodeError, sdkError } from './support/aws-errors.ts';

const ref = { bucket: 's3://lake', key: 'in/a.csv' };
const stored = (code: StoreErrorCode, cause?: unknown) => new StoreError(code, ref, 'it failed', { cause });
const caused = (cause: unknown) => new Error('reading failed', { cause });

const cases: Record<FailureKind, readonly (readonly [string, unknown, string])[]> = {
  throttling: [
    ['SlowDown', sdkError('SlowDown', 503), 'SlowDown'],
    ['ThrottlingException', sdkError('ThrottlingException', 400), 'ThrottlingException'],
    ['RequestLimitExceeded', sdkError('RequestLimitExceeded', 400), 'RequestLimitExceeded'],
    ['a status 429 without a name', sdkError('429', 429), 'HTTP 429'],
    ['a status 503 of a HEAD, which has no body', stored('unavailable', sdkError('503', 503)), 'HTTP 503'],
    ['what the SDK marks so', sdkError('Odd', 400, { $retryable: { throttling: true } }), 'Odd'],
    ['a store that was asked to slow down', stored('throttled'), 'throttled'],
    [
      'SlowDown three causes deep',
      caused(stored('throttled', caused(sdkError('SlowDown', 503)))),
      'SlowDown',
    ],
    ['too many messages in flight', sdkError('OverLimit', 403), 'OverLimit'],
  ],
  transient: [
    ['a status 500', sdkError('InternalError', 500), 'InternalError'],
    ['a status 502 without a name', sdkError('502', 502), 'HTTP 502'],
    ['a status 500 of a HEAD', sdkError('Unknown', 500), 'HTTP 500'],
    ['a status 504', sdkError('GatewayTimeout', 504), 'GatewayTimeout'],
    ['what the SDK marks so', sdkError('Odd', 0, { $retryable: {} }), 'Odd'],
    ['a reset connection', nodeError('ECONNRESET'), 'ECONNRESET'],
    ['a broken pipe', nodeError('EPIPE'), 'EPIPE'],
    ['a time-out of the system', nodeError('ETIMEDOUT'), 'ETIMEDOUT'],
    ['a refused connection', stored('unavailable', nodeError('ECONNREFUSED')), 'ECONNREFUSED'],
    ['a time-out of the SDK', Object.assign(new Error(), { name: 'TimeoutError' }), 'TimeoutError'],
    ['AbortSignal.timeout', new DOMException('late', 'TimeoutError'), 'TimeoutError'],
    ['a request time-out, which is a status 400', sdkError('RequestTimeout', 400), 'RequestTimeout'],
    ['socket hang up', new Error('socket hang up'), 'Error'],
    ['a source that changed', stored('changed'), 'changed'],
    ['a source that changed, by a status 412', stored('changed', sdkError('412', 412)), 'HTTP 412'],
    ['an upload that is gone', stored('not-found', sdkError('NoSuchUpload', 404)), 'NoSuchUpload'],
    ['a store that cannot be reached', stored('unavailable'), 'unavailable'],
    ['a store that does not answer', stored('timeout'), 'timeout'],
    ['a store that does not say why', stored('io'), 'io'],
    ['what somebody else called off', new DOMException('stop', 'AbortError'), 'AbortError'],
  ],
  resource: [
    ['a full disk', stored('no-space', nodeError('ENOSPC')), 'ENOSPC'],
    ['a full disk, by its store alone', stored('no-space'), 'no-space'],
    ['no memory', nodeError('ENOMEM'), 'ENOMEM'],
    ['too many open files', stored('io', nodeError('EMFILE')), 'EMFILE'],
    ['no array buffer', new RangeError('Array buffer allocation failed'), 'RangeError'],
    [
      'no memory for WebAssembly',
      new RangeError('WebAssembly.Memory(): could not allocate memory'),
      'RangeError',
    ],
    ['a worker without heap', nodeError('ERR_WORKER_OUT_OF_MEMORY'), 'ERR_WORKER_OUT_OF_MEMORY'],
    ['a native engine without memory', new Error('Out of Memory Error: could not allocate'), 'Error'],
    [
      'a kernel without memory',
      Object.assign(new Error('x'), { name: 'KernelMemoryError' }),
      'KernelMemoryError',
    ],
  ],
  'data-quality': [
    ['a bad input', new BadInputError('a.csv row 1: 9 fields'), 'BadInputError'],
    [
      'a bad input that names its cause',
      new BadInputError('damaged', { cause: nodeError('Z_DATA_ERROR') }),
      'BadInputError',
    ],
    ['a request that does not fit', new RequestError('no column x'), 'RequestError'],
    ['a contradiction', new ContradictionError(1, 'x', 'because'), 'ContradictionError'],
    ['what no library can write', new UnsupportedError('too large'), 'UnsupportedError'],
  ],
  permanent: [
    ['a refused access', stored('denied', sdkError('AccessDenied', 403)), 'AccessDenied'],
    ['a refused access, by its store alone', stored('denied'), 'denied'],
    ['a missing bucket', stored('not-found', sdkError('NoSuchBucket', 404)), 'NoSuchBucket'],
    ['an unknown key id', sdkError('InvalidAccessKeyId', 403), 'InvalidAccessKeyId'],
    [
      'no credentials',
      Object.assign(new Error(), { name: 'CredentialsProviderError' }),
      'CredentialsProviderError',
    ],
    ['a bad request', stored('io', sdkError('InvalidRequest', 400)), 'InvalidRequest'],
    ['a directory', stored('not-a-file'), 'not-a-file'],
    ['a bug', new TypeError('x is not a function'), 'TypeError'],
    ['what is no error', 'text', 'string'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'object'],
  ],
};

describe.each(Object.keys(cases) as FailureKind[])('%s', (kind) => {
  it.each(cases[kind])('is %s', (_name, error, code) => {
    expect(classifyFailure(error)).toEqual({ kind, code });
  });
});

describe('the class of a failure', () => {
  it('is found in a chain of causes that goes round in circles', () => {
    const first: Error & { cause?: unknown } = new Error('first');
    first.cause = new Error('second', { cause: first });
    expect(classifyFailure(first)).toEqual({ kind: 'permanent', code: 'Error' });
  });

  it('is what a user says, who is asked first', () => {
    const own = (error: unknown) => (error instanceof TypeError ? 'transient' : undefined);
    expect(classifyFailure(new TypeError('x'), own)).toEqual({ kind: 'transient', code: 'TypeError' });
    expect(classifyFailure(sdkError('SlowDown', 503), own).kind).toBe('throttling');
  });

  it('does not depend on a user’s function that breaks', () => {
    const own = () => {
      throw new Error('mine');
    };
    expect(classifyFailure(nodeError('EPIPE'), own).kind).toBe('transient');
  });
});
