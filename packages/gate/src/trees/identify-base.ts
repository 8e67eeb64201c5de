import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { Git } from './git.ts';
import type { Environment } from './tree-environment.ts';
import { baseInput } from './tree-input.ts';

export interface BaseRequest {
  readonly projectDirectory: string;
  readonly base?: string | undefined;
  readonly workDirectory: string;
  readonly environment?: Environment;
  readonly signal: AbortSignal;
}

/**
 * What a reviewer's agreement is bound to: the commit that head is compared with, or a hash of a directory's contents where
 * it has none. Nothing is checked out.
 *
 * @throws GateFailure `no-base`, `dirty-base`.
 */
export async function identifyBase(request: BaseRequest): Promise<string> {
  const { environment = process.env, signal, workDirectory } = request;
  const git = new Git(environment, signal);
  const projectDirectory = await realpath(request.projectDirectory);
  const input = await baseInput({ git, environment, projectDirectory, workDirectory, signal }, request.base);
  if (input.kind === 'commit') return input.commit;
  if (input.commit !== null) return input.commit;
  const contents = JSON.stringify(Object.entries(input.digests).sort());
  return `sha256:${createHash('sha256').update(contents).digest('hex')}`;
}
