import { expect, it } from 'vitest';
import { notMeasured } from '../../../src/units/scenario/not-measured.ts';

const key = { scenario: 's3', engine: 'head', target: 'local' };

it('every way not to come through is told with the side, and a wrong output by its own name', () => {
  expect(notMeasured('s3 on head', { ...key, status: 'wrong-output', mismatch: 'row 17' })).toMatchObject({
    kind: 'wrong-output',
    message: 's3 on head: row 17',
  });
  expect(notMeasured('s3 on head', { ...key, status: 'failed', error: 'exited' })).toMatchObject({
    kind: 'benchmark-failed',
    message: 's3 on head: exited',
  });
  expect(notMeasured('s3 on head', { ...key, status: 'unsupported', because: 'no' })).toMatchObject({
    kind: 'benchmark-failed',
    message: 's3 on head: no',
  });
});
