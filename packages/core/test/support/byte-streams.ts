import type { ByteStream } from '../../src/index.ts';

export const bytes = (text: string) => new TextEncoder().encode(text);
export const text = (content: Uint8Array) => new TextDecoder().decode(content);

export async function* streamOf(...parts: string[]): ByteStream {
  for (const part of parts) yield bytes(part);
}

export async function* breaking(after: string, error: Error): ByteStream {
  yield bytes(after);
  throw error;
}
