import type { BodyStream, ObjectRef, ObjectStat, ObjectStore } from '../store/object-store.ts';

export interface Part {
  readonly ref: ObjectRef;
  readonly body: BodyStream;
  /** Nothing is written when the body ends without a byte. */
  readonly isOptional?: boolean;
}

/** The first chunk of a body, when there is one, in front of its rest. */
async function unlessEmpty(body: BodyStream): Promise<BodyStream | undefined> {
  const iterator = body[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return undefined;
  return (async function* () {
    try {
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  })();
}

/**
 * Writes several objects so that none becomes visible before all bodies have been produced: each body's end is held
 * back until every other has reached its own. When one fails, the writes of the others are aborted; one that had
 * ended already is deleted again, unless it replaced an object that was there before. What was written, by part:
 * `undefined` for an optional part without content.
 */
export async function writeTogether(
  store: ObjectStore,
  parts: readonly Part[],
  signal?: AbortSignal,
): Promise<(ObjectStat | undefined)[]> {
  signal?.throwIfAborted();
  const replaced = await Promise.all(
    parts.map(async ({ ref }) => (await store.stat(ref, signal)) !== undefined),
  );
  signal?.throwIfAborted();
  // One signal for both reasons to stop; `AbortSignal.any` costs more than all else here.
  const failure = new AbortController();
  const either = failure.signal;
  const onAbort = () => failure.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const gate = Promise.withResolvers<void>();
  gate.promise.catch(() => {});
  either.addEventListener('abort', () => gate.reject(either.reason), { once: true });
  let unfinished = parts.length;

  const finish = () => {
    unfinished -= 1;
    if (unfinished === 0) gate.resolve();
  };
  async function* held(body: BodyStream): BodyStream {
    yield* body;
    finish();
    await gate.promise;
  }
  async function writePart({ ref, body, isOptional }: Part): Promise<ObjectStat | undefined> {
    const content = isOptional ? await unlessEmpty(body) : body;
    if (content !== undefined) return store.write(ref, held(content), either);
    finish();
    await gate.promise;
    return undefined;
  }

  let first: { reason: unknown } | undefined;
  const writes = parts.map((part) =>
    writePart(part).catch((reason: unknown) => {
      first ??= { reason };
      failure.abort(reason);
      throw reason;
    }),
  );
  const settled = await Promise.allSettled(writes);
  signal?.removeEventListener('abort', onAbort);
  if (first === undefined)
    return settled.filter((write) => write.status === 'fulfilled').map((write) => write.value);
  const isStray = (index: number) => settled[index]!.status === 'fulfilled' && !replaced[index];
  await Promise.allSettled(parts.filter((_, index) => isStray(index)).map(({ ref }) => store.delete(ref)));
  signal?.throwIfAborted();
  throw first.reason;
}
