import { rm } from 'node:fs/promises';
import { fileRef, fileStore } from '@parquetry/core';
import { openS3, parseS3Url, s3Settings } from '@parquetry/s3';
import type { Sampling } from './bench-invocation.ts';

/**
 * Copies files to S3 and deletes them here, also when S3 would not take them. A file that is not there is missing there too.
 *
 * @throws StoreError where S3 did not take one.
 */
export async function bringOutputs(bring: Sampling['bring']): Promise<void> {
  const files = fileStore();
  try {
    await using s3 = openS3(s3Settings.parse({}));
    for (const { from, to } of bring) {
      if (await files.stat(fileRef(from))) await s3.write(parseS3Url(to), files.read(fileRef(from)));
    }
  } finally {
    for (const { from } of bring) await rm(from, { force: true });
  }
}
