import { fileURLToPath } from 'node:url';
import type { LocalAws } from '@parquetry/local-aws';
import { askChild } from '../sampling/ask-child.ts';
import { environmentFor } from './bench-stack.ts';
import type { ClerkAnswer, ClerkRequest } from './clerk-request.ts';

const clerk = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('./clerk.ts', import.meta.url)
    : new URL('./clerk.js', import.meta.url),
);

const TIMEOUT_MS = 10 * 60_000;

/** Has objects put or fetched. @throws with what the store complained of, or the reason of an abort. */
export async function askClerk(
  aws: LocalAws,
  request: ClerkRequest,
  signal?: AbortSignal,
): Promise<ClerkAnswer> {
  const outcome = await askChild<ClerkAnswer>(clerk, request, {
    timeoutMs: TIMEOUT_MS,
    environment: environmentFor(aws),
    signal,
  });
  if (outcome.status === 'failed') throw new Error(`the embedded S3: ${outcome.error}`);
  return outcome.answer;
}
