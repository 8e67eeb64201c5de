import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBenchBundle } from '@parquetry/lambda';

/** Builds the bundle that the samples run, in a directory of its own, and takes it away afterwards. */
export async function withBundle<T>(
  options: Parameters<typeof buildBenchBundle>[1],
  use: (bundleDirectory: string) => Promise<T>,
): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'parquetry-bundle-'));
  try {
    const bundleDirectory = join(parent, 'bundle');
    await buildBenchBundle(bundleDirectory, options);
    return await use(bundleDirectory);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}
