import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuiltTree, BuiltTrees } from '../../../src/trees/gate-tree.ts';

/** Text by path, relative to the tree. */
export type TreeFiles = Readonly<Record<string, string>>;

export interface TemporaryTrees extends BuiltTrees, Disposable {}

const MODULES = fileURLToPath(new URL('../../../../../node_modules', import.meta.url));

function writeTree(directory: string, files: TreeFiles): BuiltTree {
  mkdirSync(directory);
  symlinkSync(MODULES, join(directory, 'node_modules'));
  for (const [path, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return { name: directory, commit: null, dirty: false, lockfileSha256: null, directory };
}

/** Two small trees that have what is installed here, until they are disposed of. */
export function temporaryTrees(base: TreeFiles, head: TreeFiles = base): TemporaryTrees {
  const root = mkdtempSync(join(tmpdir(), 'gate-units-'));
  return {
    base: writeTree(join(root, 'base'), base),
    head: writeTree(join(root, 'head'), head),
    changedFiles: undefined,
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}
