import { type ByteStream, collectBytes } from '@parquetry/core';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { openS3, parseS3Url, type S3Store, s3Settings } from '@parquetry/s3';
import { afterAll, beforeAll } from 'vitest';

export interface LocalS3 {
  readonly endpoint: string;
  /** What makes a command use it. */
  readonly environment: Record<string, string>;
  readonly store: S3Store;
  put(url: string, content: string | Uint8Array): Promise<void>;
  get(url: string): Promise<Buffer>;
  /** The keys below a prefix, in order. */
  keys(url: string): Promise<readonly string[]>;
  /** Requests that the server has seen since the counters were reset, by operation. */
  requests(): Promise<Readonly<Record<string, number>>>;
  resetCounters(): Promise<void>;
}

async function* once(content: string | Uint8Array): ByteStream {
  yield Buffer.from(content);
}

function talkTo(aws: LocalAws, store: S3Store): LocalS3 {
  return {
    endpoint: aws.endpoint,
    environment: { ...aws.environment },
    store,
    async put(url, content) {
      await store.write(parseS3Url(url), once(content));
    },
    get: async (url) => Buffer.from(await collectBytes(store.read(parseS3Url(url)))),
    async keys(url) {
      const { bucket, key } = parseS3Url(url);
      return (await Array.fromAsync(store.list(bucket, key))).map(({ ref }) => ref.key);
    },
    requests: async () => (await aws.counters()).requests,
    resetCounters: () => aws.resetCounters(),
  };
}

/** An S3 of this test file's own, with these buckets. */
export function useLocalS3(buckets: readonly string[]): () => LocalS3 {
  const opened = new AsyncDisposableStack();
  let s3: LocalS3 | undefined;
  beforeAll(async () => {
    const aws = opened.use(await startLocalAws());
    for (const bucket of buckets) await aws.createBucket(bucket);
    Object.assign(process.env, aws.environment);
    const store = opened.use(openS3(s3Settings.parse({ endpoint: aws.endpoint })));
    s3 = talkTo(aws, store);
  });
  afterAll(() => opened.disposeAsync());
  return () => s3!;
}
