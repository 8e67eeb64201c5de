import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

const CONFIGURATION = /^vite(st)?\.config\.[cm]?[jt]s$/;

/** The nearest directory above a file, and not above its tree, that configures vitest; else the tree. */
export function findVitestRoot(file: string, tree: string): string {
  for (let directory = dirname(file); directory.startsWith(tree); directory = dirname(directory)) {
    if (readdirSync(directory).some((name) => CONFIGURATION.test(name))) return directory;
    if (directory === tree) break;
  }
  return tree;
}
