import { expect, it } from 'vitest';
import { sourceFilter } from '../../src/batch/source-filter.ts';
import { leftOutOf } from '../../src/events/left-out-of.ts';

const why = leftOutOf(
  { bucket: 's3://lake', prefix: 'in/' },
  sourceFilter.parse({ minBytes: 10, exclude: ['old/**'] }),
);

it.each([
  ['s3://lake', 'in/a.csv', 100, undefined],
  ['s3://lake', 'in/a.csv', undefined, undefined],
  ['s3://lake', 'in/a.csv', 9, 'too-small'],
  ['s3://lake', 'in/old/a.csv', 100, 'excluded'],
  ['s3://lake', 'in/_parquetry/x.json', 100, 'hidden'],
  ['s3://lake', 'in/a.png', 100, 'ending'],
  ['s3://lake', 'out/a.csv', 100, 'elsewhere'],
  ['s3://other', 'in/a.csv', 100, 'elsewhere'],
])('%s/%s of %s bytes is left out: %s', (bucket, key, bytes, reason) => {
  expect(why({ ref: { bucket, key }, ...(bytes !== undefined && { bytes }) })).toBe(reason);
});
