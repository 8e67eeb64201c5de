import { fileStore, type ObjectStore } from '@parquetry/core';
import { openS3, type S3Store, s3Settings } from '@parquetry/s3';
import type { CommandContext } from '../commands/command-context.ts';
import { asUsage } from '../exit-codes.ts';
import { routingStore } from './route.ts';

export interface Objects extends AsyncDisposable {
  /** @throws UsageError where the endpoint is none that data may go to. */
  readonly store: ObjectStore;
}

/** Files, and the objects of S3, which is opened when the first of them is asked for. */
export function openObjects({ settings }: Pick<CommandContext, 'settings'>): Objects {
  const { endpoint, region } = settings;
  let s3: S3Store | undefined;
  const open = () => {
    s3 ??= asUsage(() => openS3(s3Settings.parse({ endpoint, region })));
    return s3;
  };
  return {
    store: routingStore(fileStore(), open),
    async [Symbol.asyncDispose]() {
      await s3?.[Symbol.asyncDispose]();
    },
  };
}
