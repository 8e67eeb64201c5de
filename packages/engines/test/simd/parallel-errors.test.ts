import {
  BadInputError,
  ContradictionError,
  RequestError,
  StoreError,
  UnsupportedError,
} from '@parquetry/core';
import { KernelError } from '@parquetry/kernel';
import { describe, expect, it } from 'vitest';
import { fromPlainError, toPlainError } from '../../src/simd/parallel/plain-error.ts';

const cross = (error: unknown) => fromPlainError(structuredClone(toPlainError(error)));
const ref = { bucket: '/data', key: 'a.csv' };
const badRow = { row: 3, byteOffset: 17, reason: '"x" is not an int64', column: 'n' };
const trap = Object.assign(new KernelError(new Error('unreachable')), { message: 'a.csv: the kernel broke' });

describe('an error that comes from another thread', () => {
  it.each([
    ['bad input', new BadInputError('no', { badRow, cause: new Error('why') })],
    ['bad input of no row', new BadInputError('no')],
    ['a contradiction', new ContradictionError(1200, 'n', 'not so')],
    ['trouble with the store', new StoreError('no-space', ref, 'full', { cause: new Error('ENOSPC') })],
    ['a broken kernel', trap],
    ['a request', new RequestError('no such column')],
    ['what is not supported', new UnsupportedError('too large')],
    ['an error of the runtime', Object.assign(new TypeError('is not a function'), { code: 'ERR_X' })],
  ])('is what it was there: %s', (_, error) => {
    const crossed = cross(error);
    expect(crossed.name).toBe(error.name);
    expect({ ...crossed }).toEqual({ ...error });
    expect(crossed.message).toBe(error.message);
    expect((crossed.cause as Error | undefined)?.message).toBe((error.cause as Error | undefined)?.message);
    if (!(error instanceof TypeError)) expect(crossed).toBeInstanceOf(error.constructor);
  });

  it('may be no error at all', () => {
    expect(cross('why').message).toBe('why');
  });

  it('may have parts that cannot be copied', () => {
    const cause = Object.assign(new Error('inner'), { callback: () => {} });
    expect(cross(new BadInputError('no', { cause })).message).toBe('no');
  });
});
