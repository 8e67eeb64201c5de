import { cp, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { basename, dirname, join } from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const NOT_NEEDED = /^(test|test-jest|benchmark|docs|scripts)$|\.(map|md|d\.[cm]?ts)$/;

function manifestOf(name: string, importer: string): string | undefined {
  try {
    return findPackageJSON(name, importer);
  } catch {
    return undefined;
  }
}

/**
 * Copies installed packages, with all that they depend on, to `<directory>/node_modules`. Optional dependencies are
 * those installed here: native parts are of this machine's platform.
 *
 * @param importer path of a module that can import them.
 */
export async function copyPackages(
  names: readonly string[],
  importer: string,
  directory: string,
): Promise<void> {
  const copied = new Map<string, string>();

  async function copy(name: string, from: string, isOptional: boolean): Promise<void> {
    const manifestPath = manifestOf(name, from);
    if (manifestPath === undefined) {
      if (isOptional) return;
      throw new Error(`package ${name} is not installed; run npm ci`);
    }
    const known = copied.get(name);
    if (known === manifestPath) return;
    if (known !== undefined) throw new Error(`two versions of ${name} do not fit in one flat directory`);
    copied.set(name, manifestPath);
    await cp(dirname(manifestPath), join(directory, 'node_modules', name), {
      recursive: true,
      filter: (path) => !NOT_NEEDED.test(basename(path)),
    });
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Manifest;
    for (const needed of Object.keys(manifest.dependencies ?? {})) await copy(needed, manifestPath, false);
    for (const wanted of Object.keys(manifest.optionalDependencies ?? {}))
      await copy(wanted, manifestPath, true);
  }

  for (const name of names) await copy(name, importer, false);
}
