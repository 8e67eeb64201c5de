import { BadInputError, badRowError, ContradictionError, StoreError } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { endFailed, errorText } from '../../src/resilience/tell-failure.ts';
import { aJob } from './support/a-job.ts';
import { sdkError } from './support/aws-errors.ts';

describe('the text of a failure', () => {
  it('tells where a cell is wrong without the cell', () => {
    const error = badRowError('a.csv', {
      row: 7,
      byteOffset: 100,
      column: 'iban',
      reason: '"DE02 $& 1203" is not an int64',
      redactedReason: 'a cell is not an int64',
    });
    expect(error.message).toContain('DE02');
    expect(errorText(error)).toContain(
      'row 7 (byte 100): column "iban": a cell is not an int64; correct the cell',
    );
    expect(
      errorText(new BadInputError(`${error.message} (advice)`, { badRow: error.badRow! })),
    ).not.toContain('DE02');
  });

  it('tells of a contradiction without the cell', () => {
    const text = errorText(new ContradictionError(3, 'iban', '"DE02" is not an int64'));
    expect(text).toBe('row 3, column "iban": a cell contradicts the type of its column');
  });

  it('has no secret in it', () => {
    expect(errorText(new Error('GET https://h/k?X-Amz-Signature=abc'))).toBe('GET https://h/k?[redacted]');
  });

  it('is cut at 1,000 characters', () => {
    const text = errorText(new Error('x'.repeat(5_000)));
    expect(text).toHaveLength(1_000);
    expect(text.endsWith('…')).toBe(true);
  });

  it('says something of what is no error, and of an error that says nothing', () => {
    expect(errorText('boom')).toBe('boom');
    expect(errorText(new Error())).toBe('an error without a message');
  });
});

describe('a job that failed', () => {
  const failure = { kind: 'permanent', code: 'x', message: 'm', attempts: 1 } as const;
  const missing = (ref = aJob().source.ref, cause?: unknown) =>
    new StoreError('not-found', ref, 'does not exist', { cause });
  const statusOf = (error: unknown) => endFailed(aJob(), error, () => failure).status;

  it('is skipped when its source is gone, however deep that is told', () => {
    expect(endFailed(aJob(), missing(), () => failure)).toEqual({
      status: 'skipped',
      job: aJob(),
      because: 'gone',
    });
    expect(statusOf(new Error('read', { cause: missing(undefined, sdkError('NoSuchKey', 404)) }))).toBe(
      'skipped',
    );
  });

  it('has failed when something else is missing', () => {
    expect(statusOf(missing({ bucket: 's3://lake', key: 'other' }))).toBe('failed');
    expect(statusOf(missing({ bucket: 's3://other', key: 'in/a.csv' }))).toBe('failed');
    expect(statusOf(missing(undefined, sdkError('NoSuchBucket', 404)))).toBe('failed');
  });
});
