import { fileStore, type ObjectStore } from '@parquetry/core';
import { openS3, routingStore, type S3Store, type S3Usage, s3Settings } from '@parquetry/s3';
import type { CommandContext } from '../commands/command-context.ts';
import { asUsage } from '../exit-codes.ts';

export interface Objects extends AsyncDisposable {
  /** @throws UsageError where the endpoint is none that data may go to. */
  readonly store: ObjectStore;
  /** @throws as `store` does. */
  s3(): S3Store;
  /** Of S3; undefined where nothing was asked of it. */
  usage(): S3Usage | undefined;
}

/** A store that is opened by the first object that is asked for. */
const lazily = (open: () => ObjectStore): ObjectStore => ({
  stat: async (ref, signal) => open().stat(ref, signal),
  async *read(ref, options) {
    yield* open().read(ref, options);
  },
  write: async (ref, body, signal) => open().write(ref, body, signal),
  async *list(bucket, prefix, signal) {
    yield* open().list(bucket, prefix, signal);
  },
  delete: async (ref, signal) => open().delete(ref, signal),
});

/** Files, and the objects of S3. */
export function openObjects({ settings }: Pick<CommandContext, 'settings'>): Objects {
  const { endpoint, region } = settings;
  let opened: S3Store | undefined;
  const open = () => {
    opened ??= asUsage(() => openS3(s3Settings.parse({ endpoint, region })));
    return opened;
  };
  return {
    store: routingStore(fileStore(), lazily(open)),
    s3: open,
    usage: () => opened?.usage(),
    async [Symbol.asyncDispose]() {
      await opened?.[Symbol.asyncDispose]();
    },
  };
}
