import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { NetworkChoice } from '@parquetry/lambda/pipeline';
import type { FaultPlan, NetworkProfileName } from '@parquetry/local-aws/network';
import { findEndpoint, isLoopback } from '@parquetry/s3';
import { parse } from 'yaml';
import { asUsage, UsageError } from '../../exit-codes.ts';
import type { CommandContext } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';

const SEED = 1;

async function readFaults(path: string, directory: string): Promise<FaultPlan> {
  const { faultPlan } = await import('@parquetry/local-aws/network');
  const text = await readFile(resolve(directory, path), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--faults ${path} cannot be read: ${(cause as Error).message}`);
  });
  let plan: unknown;
  try {
    plan = parse(text);
  } catch (cause) {
    throw new UsageError(`--faults ${path} is neither JSON nor YAML: ${(cause as Error).message}`);
  }
  const parsed = faultPlan.safeParse(plan);
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw new UsageError(`--faults ${path}: ${at.join('.')}: ${message}`);
}

async function profileOf(name: string): Promise<NetworkProfileName> {
  const { networkProfiles } = await import('@parquetry/local-aws/network');
  const isProfile = (it: string): it is NetworkProfileName => Object.hasOwn(networkProfiles, it);
  if (isProfile(name)) return name;
  throw new UsageError(
    `--network-profile: there is no ${JSON.stringify(name)}; known: ${Object.keys(networkProfiles).join(', ')}`,
  );
}

/**
 * The network that is played before a local S3, where one is asked for.
 *
 * @throws UsageError when S3 is not on this machine: nobody's real requests are held back or broken.
 */
export async function localNetwork(
  { networkProfile, faults }: BatchFlags,
  { settings, terminal }: CommandContext,
): Promise<NetworkChoice | undefined> {
  const flag = (networkProfile !== undefined && '--network-profile') || (faults !== undefined && '--faults');
  if (!flag) return undefined;
  const endpoint = asUsage(() => findEndpoint(settings.endpoint, terminal.environment));
  if (endpoint === undefined || !isLoopback(endpoint)) {
    throw new UsageError(
      `${flag} is for an S3 on this machine; start one with parquetry local, and name it with --endpoint`,
    );
  }
  return {
    profile: await profileOf(networkProfile ?? 'none'),
    ...(faults !== undefined && { faults: await readFaults(faults, terminal.directory) }),
    seed: SEED,
  };
}
