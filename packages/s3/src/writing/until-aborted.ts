import type { BodyStream } from '@parquetry/core';

/** The same body; an abort ends it at once, whatever it waits for. */
export async function* untilAborted(body: BodyStream, signal: AbortSignal): BodyStream {
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const iterator = body[Symbol.asyncIterator]();
  let hasEnded = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await Promise.race([iterator.next(), aborted.promise]);
      if (next.done) {
        hasEnded = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    if (!hasEnded) void iterator.return?.().catch(() => {});
  }
}
