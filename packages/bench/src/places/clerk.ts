/** The process in which the lab puts objects into the local stack and reads them back: its credentials are those of the stack. */
import { fileRef, fileStore, type ObjectStore } from '@parquetry/core';
import { openS3, s3Settings } from '@parquetry/s3';
import { inLanes } from '../run/in-lanes.ts';
import { serveRequest } from '../sampling/serve-request.ts';
import type { ClerkAnswer, ClerkRequest } from './clerk-request.ts';

const LANES = 8;
const files = fileStore();

async function put(store: ObjectStore, request: Extract<ClerkRequest, { do: 'put' }>): Promise<void> {
  await inLanes(LANES, request.files, ({ path, ref }) => store.write(ref, files.read(fileRef(path))));
}

async function get(
  store: ObjectStore,
  { bucket, prefix, directory }: Extract<ClerkRequest, { do: 'get' }>,
): Promise<string[]> {
  const found = await Array.fromAsync(store.list(bucket, prefix));
  await inLanes(LANES, found, ({ ref }) =>
    files.write({ bucket: directory, key: ref.key.slice(prefix.length) }, store.read(ref)),
  );
  return found.map(({ ref }) => ref.key.slice(prefix.length));
}

serveRequest(async (request: ClerkRequest): Promise<ClerkAnswer> => {
  await using store = openS3(s3Settings.parse({}));
  switch (request.do) {
    case 'put':
      await put(store, request);
      return { keys: [] };
    case 'get':
      return { keys: await get(store, request) };
    default:
      return request satisfies never;
  }
});
