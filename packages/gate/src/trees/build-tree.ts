import { createHash } from 'node:crypto';
import { access, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';
import { findCommands, type GivenCommands, type TreeCommand } from './find-commands.ts';
import type { Git } from './git.ts';
import { type KeptTree, keepTree, removeTree, type TreePlaces } from './kept-trees.ts';
import { checkOutFiles, makeOwnRepository } from './own-repository.ts';
import { refusePointers } from './refuse-half-trees.ts';
import { runStep } from './run-step.ts';
import type { TreeInput } from './tree-input.ts';
import { changedPaths, copySources, digestSources, type SourceDigests } from './tree-sources.ts';
import { settleTree } from './tree-stamps.ts';

/** What is told while trees are made. */
export type TreeStep =
  | { readonly side: Side; readonly step: 'waiting'; readonly processId: number }
  | { readonly side: Side; readonly step: 'kept'; readonly directory: string }
  | { readonly side: Side; readonly step: 'checkout'; readonly from: string }
  | { readonly side: Side; readonly step: 'submodules' | 'install' | 'build'; readonly command: string };

export interface BuildRequest {
  readonly side: Side;
  readonly input: TreeInput;
  readonly key: string;
  readonly places: TreePlaces;
  readonly given: GivenCommands;
  readonly git: Git;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onStep: (step: TreeStep) => void;
}

const SUBMODULES = 'git submodule update --init --recursive';

async function fileSha256(path: string | undefined): Promise<string | null> {
  if (path === undefined) return null;
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** The sources as they are in the tree. */
async function putSources({ side, input, places, git, signal }: BuildRequest): Promise<SourceDigests> {
  const { root } = places;
  const { repository, commit, files } = input;
  if (repository && commit !== null) await makeOwnRepository(git, repository, commit, root);
  switch (input.kind) {
    case 'commit':
      await checkOutFiles(git, input.repository, root);
      break;
    case 'directory':
      await copySources(input.root, root, files, signal);
      break;
    default:
      return input satisfies never;
  }
  await refusePointers(side, root, files.paths);
  const digests = await digestSources(root, files, signal);
  const [moved] = input.kind === 'directory' ? changedPaths(input.digests, digests) : [];
  if (moved === undefined) return digests;
  throw new GateFailure('build-failed', `${side}: ${moved} changed while it was copied: run the gate again`);
}

async function requireProject(side: Side, { name, prefix }: TreeInput, project: string): Promise<void> {
  await access(project).catch((cause) => {
    throw new GateFailure(
      side === 'base' ? 'no-base' : 'build-failed',
      `${side}: ${name} has no directory ${prefix || '.'}, which is the project in the other tree: name a base that has it with --base`,
      { cause },
    );
  });
}

/**
 * Checks a tree out from scratch, installs and builds it, and keeps it.
 *
 * @throws GateFailure where one of these fails; the log stays.
 */
export async function buildTree(request: BuildRequest): Promise<KeptTree> {
  const { side, input, key, places, given, environment, signal, onStep } = request;
  const { root, log: logFile } = places;
  await removeTree(places);
  onStep({ side, step: 'checkout', from: input.name });
  const sources = await putSources(request);

  const commands: string[] = [];
  const run = async (step: 'submodules' | 'install' | 'build', what: TreeCommand | undefined) => {
    if (what === undefined) return;
    onStep({ side, step, command: what.command });
    await runStep({ ...what, side, environment, logFile, signal });
    commands.push(what.command);
  };
  if (Object.keys(input.files.submodules).length > 0) {
    await run('submodules', { command: SUBMODULES, directory: root });
  }
  const project = join(root, input.prefix);
  await requireProject(side, input, project);
  const { install, build, lockfile } = await findCommands(side, root, project, given);
  const lockfileSha256 = await fileSha256(lockfile);
  await run('install', install);
  await run('build', build);

  const stamps = await settleTree(root, signal);
  const kept = { key, commands, lockfileSha256, sources, stamps };
  await keepTree(places, kept);
  await rm(logFile, { force: true });
  return kept;
}
