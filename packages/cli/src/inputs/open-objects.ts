import { fileStore, type ObjectStore } from '@parquetry/core';
import type { CommandContext } from '../commands/command-context.ts';
import { asUsage } from '../exit-codes.ts';
import { isS3Name } from './places.ts';
import { routingStore } from './route.ts';

export interface Objects extends AsyncDisposable {
  readonly store: ObjectStore;
}

const FILES_ALONE: Omit<Objects, 'store'> = { async [Symbol.asyncDispose]() {} };

/**
 * Files, and the objects of S3 where one of the names is theirs. Only then is AWS's SDK loaded, which takes longer than to
 * convert a small file.
 *
 * @throws UsageError when a name has no bucket, or the endpoint is none that may be used.
 */
export async function openObjects(
  names: readonly (string | undefined)[],
  { settings }: CommandContext,
): Promise<Objects> {
  const inS3 = names.filter((name) => name !== undefined && isS3Name(name)) as string[];
  if (inS3.length === 0) return { store: fileStore(), ...FILES_ALONE };
  const { openS3, parseS3Url, s3Settings } = await import('@parquetry/s3');
  return asUsage(() => {
    for (const name of inS3) parseS3Url(name);
    const { endpoint, region } = settings;
    const s3 = openS3(s3Settings.parse({ endpoint, region }));
    return {
      store: routingStore(fileStore(), () => s3),
      [Symbol.asyncDispose]: () => s3[Symbol.asyncDispose](),
    };
  });
}
