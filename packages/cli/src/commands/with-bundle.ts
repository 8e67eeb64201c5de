import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contenderNames } from '@parquetry/engines';
import { buildBenchBundle } from '@parquetry/lambda';

/** Names beside those of contenders' engines are passed over. */
interface Wanted {
  /** Whoever is measured: each is built by itself, and nobody else is. */
  readonly engines: readonly string[];
  /** Those of them that are measured on objects of a store. */
  readonly pipelines: readonly string[];
}

/** Builds the bundle that the samples run, in a directory of its own, and takes it away afterwards. */
export async function withBundle<T>(
  { engines, pipelines }: Wanted,
  use: (bundleDirectory: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'parquetry-bundle-'));
  try {
    const bundleDirectory = join(parent, 'bundle');
    const built = contenderNames.filter((name) => engines.includes(name) || pipelines.includes(name));
    await buildBenchBundle(bundleDirectory, { engines: built, pipelines });
    return await use(bundleDirectory);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
