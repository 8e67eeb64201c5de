/** Copies chunks one behind the other to the start of an array that has room for them all. */
export function copyChunks<Target extends Uint8Array>(chunks: readonly Uint8Array[], target: Target): Target {
  let at = 0;
  for (const chunk of chunks) {
    target.set(chunk, at);
    at += chunk.length;
  }
  return target;
}

/** The chunks as one array of its own buffer, so that the buffer can be transferred to another thread. */
export function joinChunks(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return copyChunks(chunks, new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0)));
}
