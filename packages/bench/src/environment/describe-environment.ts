import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, release, totalmem, version } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EnvironmentFacts } from '../record/run-record.ts';
import { CHILD_EXEC_ARGV } from '../sampling/ask-child.ts';
import { cgroupLimits } from './cgroup-limits.ts';

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function osImage(): string {
  const pretty = /^PRETTY_NAME="?(.*?)"?$/m.exec(readText('/etc/os-release') ?? '')?.[1];
  return pretty ?? version();
}

async function fileSha256(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return null;
  }
}

/** SHA-256 over names and contents of all files below a directory. */
export async function directorySha256(directory: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) {
    hash.update(`${path.slice(directory.length)}\0`).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function git(directory: string, ...words: string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)('git', ['-C', directory, ...words])).stdout.trim();
  } catch {
    return null;
  }
}

/**
 * Everything about this machine and checkout that has to agree before stored results may be compared.
 *
 * @param projectDirectory holds the lockfile, and is in a git checkout or not.
 */
export async function describeHost(
  projectDirectory: string,
): Promise<Omit<EnvironmentFacts, 'bundleSha256'>> {
  const status = await git(projectDirectory, 'status', '--porcelain');
  return {
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    ...cgroupLimits(readText),
    memoryBytes: totalmem(),
    architecture: arch(),
    platform: platform(),
    osImage: osImage(),
    kernel: release(),
    nodeVersion: process.version,
    v8Version: process.versions.v8,
    execArgv: [...CHILD_EXEC_ARGV],
    nodeOptions: process.env['NODE_OPTIONS'] ?? '',
    uvThreadpoolSize: process.env['UV_THREADPOOL_SIZE'] ?? '',
    lockfileSha256: await fileSha256(join(projectDirectory, 'package-lock.json')),
    gitCommit: await git(projectDirectory, 'rev-parse', 'HEAD'),
    gitDirty: status === null ? null : status !== '',
  };
}

/** {@link describeHost}, with the bundle that samples run. */
export async function describeEnvironment(
  bundleDirectory: string,
  projectDirectory: string,
): Promise<EnvironmentFacts> {
  const bundleSha256 = await directorySha256(bundleDirectory);
  return { ...(await describeHost(projectDirectory)), bundleSha256 };
}

/** `local · 2 cores · AMD EPYC` */
export function placeOf({ cores, cpuModel }: Pick<EnvironmentFacts, 'cores' | 'cpuModel'>): string {
  const processor = cpuModel
    .replaceAll(/\((R|TM|r|tm)\)|\b(CPU|Processor)\b|\b\d+-Core\b|@.*$/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `local · ${cores} ${cores === 1 ? 'core' : 'cores'} · ${processor}`;
}
