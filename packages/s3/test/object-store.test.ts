import { describeObjectStore } from '@parquetry/core/object-store-suite';
import { cachingStore, countingStore, routingStore, type S3SettingsInput } from '../src/index.ts';
import { openAt, useLocalS3 } from './support/open-local.ts';

const local = useLocalS3();

async function openStore(settings: S3SettingsInput) {
  const bucket = await local.newBucket();
  const store = openAt(local.aws.endpoint, settings);
  return { store, bucket, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

describeObjectStore('S3', () => openStore({}));
describeObjectStore('S3, by small ranges', () => openStore({ rangeBytes: 64 << 10, rangesInFlight: 3 }));
describeObjectStore('S3, one connection per request', () => openStore({ keepAlive: false, connections: 2 }));
describeObjectStore('S3, by the lean client', () => openStore({ client: 'lean' }));
describeObjectStore('S3, counted', async () => {
  const opened = await openStore({});
  return { ...opened, store: countingStore(opened.store) };
});
describeObjectStore('S3, cached', async () => {
  const opened = await openStore({});
  const settings = { bytes: 1 << 20, objectBytes: 1 << 16, ttlMs: 60_000 };
  return { ...opened, store: cachingStore(opened.store, settings) };
});
describeObjectStore('S3 beside files', async () => {
  const opened = await openStore({});
  return { ...opened, store: routingStore(opened.store, opened.store) };
});
