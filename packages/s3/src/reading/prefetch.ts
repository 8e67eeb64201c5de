import type { ByteStream } from '@parquetry/core';

/** The chunks of a source, taken as fast as it gives them: whoever reads slowly holds no connection meanwhile. */
export function prefetch(source: ByteStream): ByteStream {
  const chunks: Uint8Array[] = [];
  let ending: { readonly failed: boolean; readonly reason?: unknown } | undefined;
  let news = Promise.withResolvers<void>();
  const take = async () => {
    try {
      for await (const chunk of source) {
        chunks.push(chunk);
        news.resolve();
      }
      ending = { failed: false };
    } catch (reason) {
      ending = { failed: true, reason };
    }
    news.resolve();
  };
  void take();
  return (async function* () {
    for (;;) {
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) yield chunk;
      if (ending?.failed) throw ending.reason;
      if (ending) return;
      news = Promise.withResolvers();
      await news.promise;
    }
  })();
}
