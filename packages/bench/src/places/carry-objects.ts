import { fileRef, fileStore, type ObjectStore } from '@parquetry/core';
import { inLanes } from '../run/in-lanes.ts';
import type { ClerkAnswer, ClerkRequest } from './clerk-request.ts';

const LANES = 8;
const files = fileStore();

type Of<Doing extends ClerkRequest['do']> = Extract<ClerkRequest, { do: Doing }>;

async function put(store: ObjectStore, request: Of<'put'>): Promise<void> {
  await inLanes(LANES, request.files, ({ path, ref }) => store.write(ref, files.read(fileRef(path))));
}

async function get(store: ObjectStore, { bucket, prefix, directory }: Of<'get'>): Promise<string[]> {
  const found = await Array.fromAsync(store.list(bucket, prefix));
  await inLanes(LANES, found, ({ ref }) =>
    files.write({ bucket: directory, key: ref.key.slice(prefix.length) }, store.read(ref)),
  );
  return found.map(({ ref }) => ref.key.slice(prefix.length));
}

async function remove(store: ObjectStore, { bucket, prefix }: Of<'delete'>): Promise<string[]> {
  const found = await Array.fromAsync(store.list(bucket, prefix));
  await inLanes(LANES, found, ({ ref }) => store.delete(ref));
  return found.map(({ ref }) => ref.key.slice(prefix.length));
}

/** Carries files of this machine to a store, or objects back; or deletes objects. */
export async function carryObjects(store: ObjectStore, request: ClerkRequest): Promise<ClerkAnswer> {
  switch (request.do) {
    case 'put':
      await put(store, request);
      return { keys: [] };
    case 'get':
      return { keys: await get(store, request) };
    case 'delete':
      return { keys: await remove(store, request) };
    default:
      return request satisfies never;
  }
}
