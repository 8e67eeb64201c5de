import { fileURLToPath } from 'node:url';
import { askChild } from '../sampling/ask-child.ts';
import type { CampaignClerkAnswer, CampaignClerkRequest } from './campaign-clerk-request.ts';

const clerk = fileURLToPath(new URL('./campaign-clerk.ts', import.meta.url));

const TIMEOUT_MS = 60 * 60_000;

type Did = CampaignClerkAnswer['did'];

/** @param environment leads to the local stack. @throws with what the store complained of, or the reason of an abort. */
export async function askCampaignClerk<D extends Did>(
  environment: NodeJS.ProcessEnv,
  request: Extract<CampaignClerkRequest, { do: D }>,
  signal?: AbortSignal,
): Promise<Extract<CampaignClerkAnswer, { did: D }>> {
  const outcome = await askChild<Extract<CampaignClerkAnswer, { did: D }>>(clerk, request, {
    timeoutMs: TIMEOUT_MS,
    environment,
    signal,
  });
  if (outcome.status === 'failed') throw new Error(`the embedded S3: ${outcome.error}`);
  return outcome.answer;
}
