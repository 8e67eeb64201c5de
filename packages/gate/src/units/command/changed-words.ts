import { normalize, relative } from 'node:path';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import type { CommandLine } from './command-line.ts';

/**
 * A warning for each file that the command names and the sides have in two versions: each side runs its own, so a change
 * of the measuring itself would pass for one of what is measured.
 */
export function changedWords(line: CommandLine, { head, changedFiles = [] }: BuiltTrees): string[] {
  const named = line.wordsFor(head).map((word) => {
    const path = word.startsWith(`${head.directory}/`) ? relative(head.directory, word) : word;
    return normalize(path);
  });
  return changedFiles
    .filter((file) => named.includes(file))
    .map((file) => `${file} is not the same at base and head, and each side runs its own`);
}
