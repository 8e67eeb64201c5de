import { expect, it } from 'vitest';
import { agreeOnTraffic } from '../../../src/units/s3/agree-on-traffic.ts';

const counts = { 'GetObject requests per pass': 40, 'rows per pass': 7 };
const agree = (...seen: number[]) =>
  agreeOnTraffic(
    's3 on head',
    counts,
    seen.map((gets) => ({ 'GetObject requests per pass': gets })),
  );

it('what client and server both count has to be the same in every pass', () => {
  expect(() => agree(40, 40)).not.toThrow();
  expect(() => agree(40, 80)).toThrow(
    's3 on head: GetObject requests per pass: the client counted 40, the server 80',
  );
});

it('a kind of request that the client knows nothing of is told of', () => {
  const seen = [{ 'GetObject requests per pass': 40, 'SelectObjectContent requests per pass': 1 }];
  expect(() => agreeOnTraffic('s3 on head', counts, seen)).toThrow(
    'SelectObjectContent requests per pass: the client counted none, the server 1',
  );
});

it('a kind of request that only the client knows of shows in the sum', () => {
  const client = { 'requests per pass': 41, 'SelectObjectContent requests per pass': 1 };
  expect(() => agreeOnTraffic('s3 on head', client, [{ 'requests per pass': 40 }])).toThrow(
    'requests per pass: the client counted 41, the server 40',
  );
});
