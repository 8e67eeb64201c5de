import { createHash } from 'node:crypto';
import {
  type BodyStream,
  collectBody,
  collectBytes,
  memoryStore,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
} from '@parquetry/core';

export async function* bodyOf(text: string): BodyStream {
  yield Buffer.from(text);
}

const etagOf = (content: Uint8Array) => `"${createHash('md5').update(content).digest('hex')}"`;

export interface ContentStore extends ObjectStore {
  put(ref: ObjectRef, text: string): Promise<void>;
  text(ref: ObjectRef): Promise<string | undefined>;
  /** Keys and texts below a prefix. */
  all(bucket: string, prefix?: string): Promise<Record<string, string>>;
}

/** A store in memory whose etags tell of the content alone, as those of S3 do. */
export function contentStore(): ContentStore {
  const inner = memoryStore();
  const etags = new Map<string, string>();
  const nameOf = ({ bucket, key }: ObjectRef) => `${bucket}\0${key}`;
  const told = (stat: ObjectStat): ObjectStat => ({ ...stat, etag: etags.get(nameOf(stat.ref))! });
  const store: ObjectStore = {
    async stat(ref) {
      const found = await inner.stat(ref);
      return found && told(found);
    },
    async *read(ref, { ifMatch, ...options } = {}) {
      const found = await inner.stat(ref);
      const isOther = ifMatch !== undefined && found && told(found).etag !== ifMatch;
      yield* inner.read(ref, { ...options, ...(isOther && { ifMatch: 'another' }) });
    },
    async write(ref, body, signal) {
      const content = await collectBody(body);
      const written = await inner.write(
        ref,
        (async function* () {
          yield content;
        })(),
        signal,
      );
      etags.set(nameOf(ref), etagOf(content));
      return told(written);
    },
    async *list(bucket, prefix) {
      for await (const stat of inner.list(bucket, prefix)) yield told(stat);
    },
    delete: (ref) => inner.delete(ref),
  };
  const text = async (ref: ObjectRef) =>
    (await store.stat(ref)) && Buffer.from(await collectBytes(store.read(ref))).toString('utf8');
  return {
    ...store,
    text,
    async put(ref, content) {
      await store.write(ref, bodyOf(content));
    },
    async all(bucket, prefix = '') {
      const found: Record<string, string> = {};
      for await (const { ref } of store.list(bucket, prefix)) found[ref.key] = (await text(ref))!;
      return found;
    },
  };
}
