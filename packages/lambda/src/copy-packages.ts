import { copyFile, link, mkdir, readdir, readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

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

type PlaceFile = (source: string, target: string) => Promise<void>;

/** So that native libraries of 100 MB cost nothing; copies to another file system. */
const linkFile: PlaceFile = (source, target) => link(source, target).catch(() => copyFile(source, target));

async function place(from: string, to: string, placeFile: PlaceFile): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (NOT_NEEDED.test(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await place(source, target, placeFile);
    else await placeFile(source, target);
  }
}

export interface Packages {
  readonly needed: readonly string[];
  /** Left out where they are not installed. */
  readonly wanted: readonly string[];
  /** Leave the installed files untouched: a link more changes their change time. */
  readonly untouched?: boolean;
}

/**
 * Brings installed packages, with all that they depend on, to `<directory>/node_modules`. Optional dependencies are
 * those installed here: native parts are of this machine's platform.
 *
 * @param importer path of a module that can import them.
 */
export async function copyPackages(
  { needed, wanted, untouched = false }: Packages,
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
    await place(
      dirname(manifestPath),
      join(directory, 'node_modules', name),
      untouched ? copyFile : linkFile,
    );
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as Manifest;
    for (const other of Object.keys(manifest.dependencies ?? {})) await copy(other, manifestPath, false);
    for (const other of Object.keys(manifest.optionalDependencies ?? {}))
      await copy(other, manifestPath, true);
  }

  for (const name of needed) await copy(name, importer, false);
  for (const name of wanted) await copy(name, importer, true);
}
