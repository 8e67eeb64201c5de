import { describe, expect, it } from 'vitest';
import { bucketNameOf, isS3Bucket, parseS3Url } from '../src/index.ts';

describe('s3:// URLs', () => {
  it('name a bucket and a key', () => {
    expect(parseS3Url('s3://in-2026/a/b c%20+.csv')).toEqual({
      bucket: 's3://in-2026',
      key: 'a/b c%20+.csv',
    });
    expect(parseS3Url('s3://in.2026')).toEqual({ bucket: 's3://in.2026', key: '' });
    expect(isS3Bucket('s3://in')).toBe(true);
    expect(isS3Bucket('/in')).toBe(false);
  });

  it('have buckets that S3 knows by their names alone', () => {
    expect(bucketNameOf('s3://in-2026')).toBe('in-2026');
    expect(() => bucketNameOf('/tmp')).toThrow(/is no bucket of S3; write s3:\/\/bucket/);
    expect(() => parseS3Url('/tmp/a.csv')).toThrow(/does not begin with s3:\/\//);
  });

  it.each([
    's3://',
    's3:///key',
    's3://ab/key',
    's3://Upper/key',
    's3://a..b/key',
    's3://-ab/key',
    's3://10.0.0.1/key',
    `s3://${'a'.repeat(64)}/key`,
  ])('are refused with a bucket that cannot be: %s', (url) => {
    expect(() => parseS3Url(url)).toThrow(/no bucket name .* write s3:\/\/bucket\/key/);
  });
});
