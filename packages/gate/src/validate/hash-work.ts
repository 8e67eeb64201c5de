import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GateUnit } from '../unit/gate-unit.ts';

const isInstalled = (path: string) => path.split(/[\\/]/).includes('node_modules');

async function filesOf(directory: string): Promise<string[]> {
  const found = await Array.fromAsync(glob('**/*.{js,wasm}', { cwd: directory, exclude: isInstalled }));
  return found.sort();
}

/**
 * SHA-256 over what the units say that they do, the seed of their data, and every byte of the bundle that does it, without
 * installed packages: the same only where the same is measured.
 */
export async function hashWork(
  units: ReadonlyMap<number, GateUnit>,
  seed: number,
  bundleDirectory: string,
): Promise<string> {
  const told = [...units].map(([truth, { name, about }]) => [truth, name, about]);
  const hash = createHash('sha256').update(JSON.stringify({ seed, told }));
  for (const path of await filesOf(bundleDirectory)) {
    const bytes = await readFile(join(bundleDirectory, path));
    hash.update(`\0${path}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex');
}
